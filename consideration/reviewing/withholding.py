"""Withholds words from the public, and shows them again. The original does not change.

Officers can do this before or after the responses are published. Within a second the public reads
the reason in place of the words.
"""

import datetime as dt

from django.db import transaction

from consideration.models import Withholding
from consultation.models import Comment, Response


@transaction.atomic
def withhold(*, comment: Comment, reason: str, note: str = "", by, at: dt.datetime) -> Withholding:
    """Withhold a comment. If it is withheld already, nothing changes.

    Raises ValidationError for an unknown reason, and ValueError for an unsent comment, which
    concerns only its writer.
    """
    if not comment.response.is_sent:
        raise ValueError("Only what was sent can be withheld.")
    _lock(comment)
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
    """Lift the withholding and keep its record. None if the comment is not withheld."""
    _lock(comment)
    withholding = comment.withholdings.in_force().first()
    if withholding:
        withholding.lifted_by, withholding.lifted_at = by, at
        withholding.save(update_fields=["lifted_by", "lifted_at"])
    return withholding


def withhold_again(before: Response, after: Response, *, at: dt.datetime) -> dict:
    """An officer has corrected an entry. What was withheld of it stays withheld, with its reason.

    Of changed words we cannot tell which are the withheld ones, so we withhold all new ones.
    """
    withheld = Withholding.objects.in_force().filter(comment__response=before)
    known = {comment.text for comment in before.comments.all()}
    comments = list(after.comments.all())
    done = set()
    for withholding in withheld.select_related("comment"):
        same = [c for c in comments if c.text == withholding.comment.text]
        for comment in same or [c for c in comments if c.text not in known]:
            if comment not in done:
                done.add(comment)
                withholding.pk, withholding.comment = None, comment
                withholding.save(force_insert=True)
    return {}


def _lock(comment):
    """Makes two officers who change the same comment wait for each other."""
    Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
