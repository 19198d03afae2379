"""Redacts passages of a comment, and lifts redactions. The original does not change.

Officers can do this before or after the responses are published. Within a second the public reads
the reason in place of the passage.
"""

import datetime as dt

import regex
from django.db import transaction

from consideration.models import RedactedText, Redaction
from consultation.models import Comment, Response

MOST_AT_ONCE = 200  # passages


class RedactionError(ValueError):
    """The message tells the officer why the words cannot be redacted."""


@transaction.atomic
def redact(
    *, comment: Comment, passages: list[tuple[int, int]], reason: str, by, at: dt.datetime
) -> list[Redaction]:
    """Redact each passage: the characters from its start up to, not including, its end, counted in
    code points. Returns the redactions of those that were not redacted before.

    A passage that begins or ends inside a character as people see it, such as 👩‍👧 or é, takes in
    all of it. Raises RedactionError if nothing readable would be left or if there are more than
    200, ValidationError for an unknown reason, and ValueError for an unsent comment or a passage
    outside the text.
    """
    if not comment.response.is_sent:
        raise ValueError("Only what was sent can be redacted.")
    if not all(0 <= start < end <= len(comment.text) for start, end in passages):
        raise ValueError("The passage is outside the comment.")
    if len(passages) > MOST_AT_ONCE:
        raise RedactionError(
            f"These words stand there {len(passages):,} times. Withhold the comment instead."
        )
    lock(comment)
    in_force = list(comment.redactions.in_force())
    known = {(each.start, each.end) for each in in_force}
    places = {whole_characters(comment.text, *passage) for passage in passages}
    new = [
        Redaction(
            comment=comment, start=start, end=end, reason=reason, redacted_at=at, redacted_by=by
        )
        for start, end in sorted(places - known)
    ]
    left = _replaced(comment.text, [*in_force, *new], lambda reasons: "")
    if not any(map(str.isalnum, left)):
        raise RedactionError(
            "Nothing readable would be left of the comment. Withhold all of it instead."
        )
    for redaction in new[:1]:  # the others differ from it only by their places
        redaction.full_clean()
    Redaction.objects.bulk_create(new)
    _write(comment, [*in_force, *new])
    return new


def redact_again(before: Response, after: Response, *, at: dt.datetime) -> dict:
    """An officer has corrected an entry. What was redacted of words that are still the same stays
    redacted; of changed words somebody decides anew (`review.py`)."""
    in_force = Redaction.objects.in_force().filter(comment__response=before)
    known = {}
    for redaction in in_force.select_related("comment"):
        known.setdefault(redaction.comment.text, []).append(redaction)
    for comment in after.comments.all():
        redactions = known.get(comment.text, [])
        for redaction in redactions:
            redaction.pk, redaction.comment = None, comment
            redaction.save(force_insert=True)
        if redactions:
            _write(comment, redactions)
    return {}


@transaction.atomic
def lift(*, redaction: Redaction, by, at: dt.datetime) -> bool:
    """Lift it, and keep its record. False if it is lifted already."""
    comment = redaction.comment
    lock(comment)
    redaction.refresh_from_db()
    if redaction.lifted_at:
        return False
    redaction.lifted_by, redaction.lifted_at = by, at
    redaction.save(update_fields=["lifted_by", "lifted_at"])
    _write(comment, list(comment.redactions.in_force()))
    return True


def with_reasons(text: str, redactions: list[Redaction]) -> str:
    """The text as the public reads it: each passage is replaced by its reason.

    Passages that overlap or touch become one, with all their reasons.
    """
    return _replaced(text, redactions, lambda reasons: f"[redacted: {'; '.join(reasons)}]")


def passages_of(redactions: list[Redaction]) -> list[tuple[int, int, list[str]]]:
    """(start, end, the reasons in words) of what they take out of the text, in order."""
    passages = []
    for each in sorted(redactions, key=lambda each: (each.start, each.end)):
        reason = each.get_reason_display()
        if passages and each.start <= passages[-1][1]:
            start, end, reasons = passages[-1]
            reasons += [reason] * (reason not in reasons)
            passages[-1] = start, max(end, each.end), reasons
        else:
            passages.append((each.start, each.end, [reason]))
    return passages


def whole_characters(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage, extended to the characters as people see them (Unicode's grapheme clusters,
    UAX #29)."""
    for character in regex.finditer(r"\X", text):
        if character.start() < start < character.end():
            start = character.start()
        if character.start() < end <= character.end():
            return start, character.end()
    return start, end


def lock(comment: Comment):
    """Makes two officers who decide on the same response wait for each other."""
    Response.objects.select_for_update(no_key=True).get(pk=comment.response_id)


def _replaced(text, redactions, by):
    said, place = [], 0
    for start, end, reasons in passages_of(redactions):
        said += [text[place:start], by(reasons)]
        place = end
    return "".join([*said, text[place:]])


def _write(comment, redactions):
    if redactions:
        RedactedText.objects.update_or_create(
            comment=comment, defaults={"text": with_reasons(comment.text, redactions)}
        )
    else:
        RedactedText.objects.filter(comment=comment).delete()
