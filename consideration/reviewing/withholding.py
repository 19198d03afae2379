"""Withholds words from the public, and shows them again. The original does not change.

Officers can do this before or after the responses are published. Within a second the public reads
the reason in place of the words.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from consideration.models import Redaction, Safeguarding, Withholding
from consideration.reviewing.redacting import lock, redact_again
from consultation.models import Comment, Response, ResponseImport


@transaction.atomic
def withhold(*, comment: Comment, reason: str, note: str = "", by, at: dt.datetime) -> Withholding:
    """Withhold a comment. If it is withheld already, nothing changes.

    Raises ValidationError for an unknown reason, and ValueError for an unsent comment, which
    concerns only its writer.
    """
    if not comment.response.is_sent:
        raise ValueError("Only what was sent can be withheld.")
    lock(comment)
    if known := comment.withholdings.in_force().first():
        return known
    withholding = Withholding(
        comment=comment, reason=reason, note=note, withheld_at=at, withheld_by=by
    )
    withholding.full_clean()
    withholding.save()
    return withholding


@transaction.atomic
def show_again(*, comment: Comment, by, at: dt.datetime) -> Withholding | None:
    """Lift the withholding and keep its record. None if the comment is not withheld, or if its
    response is kept for safeguarding."""
    lock(comment)
    if Safeguarding.objects.about(comment.response).exists():
        return None
    withholding = comment.withholdings.in_force().first()
    if withholding:
        withholding.lifted_by, withholding.lifted_at = by, at
        withholding.save(update_fields=["lifted_by", "lifted_at"])
    return withholding


def withhold_again(before: Response, after: Response, *, at: dt.datetime) -> dict:
    """An officer has corrected an entry. What was withheld of it, in `before` or in an earlier
    version, stays withheld, with its reason.

    Of changed words we cannot tell which are the withheld ones, so we withhold all new ones.
    """
    known = {comment.text for comment in before.comments.all()}
    comments = list(after.comments.all())
    done = set(after.comments.filter(withholdings__in=Withholding.objects.in_force()))
    for withholding in _withheld_last(before):
        same = [c for c in comments if c.text == withholding.comment.text]
        for comment in same or [c for c in comments if c.text not in known]:
            if comment not in done:
                done.add(comment)
                withholding.pk, withholding.comment = None, comment
                withholding.save(force_insert=True)
    return {}


def withhold_imported_again(kept: ResponseImport, *, at: dt.datetime) -> dict:
    """An import may bring again what an import that was undone had brought, under new references.

    It is the same if it came in the same moment and some of its words are the same.
    """
    every = kept.consultation.responses
    about = "comment__response__reference"
    withheld = Withholding.objects.in_force().values(about)
    redacted = Redaction.objects.in_force().values(about)
    decided = Q(reference__in=withheld) | Q(reference__in=redacted)
    for before in every.undone().filter(decided):
        versions = every.versions_of(before.reference)
        said = Comment.objects.filter(response__in=versions).values("text")
        moments = versions.values("received_at")
        same = kept.responses.filter(received_at__in=moments, comments__text__in=said)
        for after in same.distinct():
            withhold_again(before, after, at=at)
            redact_again(before, after, at=at)
    return {}


def _withheld_last(response) -> list[Withholding]:
    """Of each text in `response` and earlier versions its withholding, if the last version with
    the text was withheld."""
    withholdings = {}
    for version in Response.objects.versions_of(response.reference).filter(
        consultation=response.consultation_id, version__lte=response.version
    ):
        withholdings |= {comment.text: None for comment in version.comments.all()}
        in_force = Withholding.objects.in_force().filter(comment__response=version)
        withholdings |= {each.comment.text: each for each in in_force.select_related("comment")}
    return [each for each in withholdings.values() if each]
