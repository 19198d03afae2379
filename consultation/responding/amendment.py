"""Change or withdraw a sent response while its window is open.

A sent response is never overwritten. A change is a new version. It starts as a copy, and counts
once it is sent; until then the version before it counts. A withdrawal is stored beside the last
sent version. Both lock that version, and so does sending the next one (`submission.py`), so it
stays the last until they finish.
"""

import datetime as dt
import enum

from django.db import transaction

from consultation.models import Answer, Comment, Response, Withdrawal
from consultation.responding.submission import ChangedError


class WhyNot(enum.StrEnum):
    """Why the sender cannot change or withdraw a response. The receipt has the wording."""

    WITHDRAWN = enum.auto()
    CLOSED = enum.auto()
    NOT_YET = enum.auto()  # officers have since moved the opening
    REVOKED = enum.auto()
    BY_AN_OFFICER = enum.auto()
    MISTAKE = enum.auto()  # an officer entered it by mistake


class NotPossibleError(Exception):
    """The sender cannot do this, for the reason `why`."""

    def __init__(self, why: WhyNot):
        self.why = why
        super().__init__(why)


def why_not_change(response: Response, *, at: dt.datetime) -> WhyNot | None:
    """Why the sender cannot change `response`, the last sent version; None if they can."""
    if not (why := why_not_withdraw(response, at=at)) and response.is_invitation_revoked:
        return WhyNot.REVOKED
    return why


def why_not_withdraw(response: Response, *, at: dt.datetime) -> WhyNot | None:
    """Why the sender cannot withdraw `response`, the last sent version; None if they can."""
    if response.is_withdrawn:
        return WhyNot.WITHDRAWN
    if response.entered_by_id:
        return WhyNot.BY_AN_OFFICER
    if response.window.is_open(at=at):
        return None
    return WhyNot.CLOSED if response.window.is_late(at=at) else WhyNot.NOT_YET


@transaction.atomic
def begin_change(*, response: Response, at: dt.datetime) -> Response:
    """Return the unsent version of `response`, or start one as a copy of the last sent version.

    `response` may be any sent version. Raises NotPossibleError.
    """
    latest = latest_locked(response)
    if why := why_not_change(latest, at=at):
        raise NotPossibleError(why)
    begun = Response.objects.unsent().filter(replaces=latest).first()
    return begun or _copy(latest, at)


@transaction.atomic
def discard_change(*, response: Response, seen: str | None = None):
    """Delete an unsent version, so that the version before it stays the last.

    Does nothing if it was sent or deleted meanwhile, or replaces no version. `seen` is the
    fingerprint of what the sender saw: raises ChangedError if it has changed since.
    """
    changes = Response.objects.unsent().exclude(replaces=None)
    for change in changes.select_for_update().filter(pk=response.pk):
        if seen is not None and seen != change.fingerprint():
            raise ChangedError
        change.delete()


@transaction.atomic
def withdraw(*, response: Response, by=None, reason: str = "", at: dt.datetime) -> Withdrawal:
    """Withdraw `response`, which may be any sent version. Withdrawing twice changes nothing.

    Anybody with the private link can withdraw while the window is open; otherwise raises
    NotPossibleError. The link proves nothing about the person. An officer (`by`) can withdraw at
    any time if the sender asks, and must give a `reason` (ValidationError). Raises ChangedError if
    `response` is not the last version, because they have not read that one. What an officer entered
    by mistake cannot be withdrawn.
    """
    latest = latest_locked(response)
    if latest.is_withdrawn:
        return latest.withdrawal
    if latest.mistake:
        raise NotPossibleError(WhyNot.MISTAKE)
    if by and latest.pk != response.pk:
        raise ChangedError
    if by is None and (why := why_not_withdraw(latest, at=at)):
        raise NotPossibleError(why)
    withdrawal = Withdrawal(response=latest, withdrawn_at=at, withdrawn_by=by, reason=reason)
    withdrawal.full_clean()
    withdrawal.save()
    return withdrawal


def latest_locked(response: Response) -> Response:
    """Lock the last sent version. If another is sent while we wait for the lock, lock that one.

    Raises Response.DoesNotExist when `response` has not been sent.
    """
    related = Response.objects.select_related("window", "invitation", "consultation")
    while True:
        latest = Response.objects.latest().versions_of(response.reference).get()
        locked = related.select_for_update(of=["self"]).get(pk=latest.pk)
        if not Response.objects.sent().filter(replaces=locked).exists():
            return locked


def _copy(latest, at):
    change = Response.objects.create(
        consultation=latest.consultation,
        window=latest.window,
        invitation=latest.invitation,
        via_id=latest.via_id,
        is_sample=latest.is_sample,
        replaces=latest,
        version=latest.version + 1,
        begun_at=at,
        **{field: getattr(latest, field) for field in Response.SAID_ABOUT_THEMSELVES},
    )
    Comment.objects.bulk_create(
        Comment(
            response=change,
            part_id=comment.part_id,
            question_id=comment.question_id,
            text=comment.text,
            written_at=comment.written_at,
        )
        for comment in latest.comments.all()
    )
    Answer.objects.bulk_create(
        Answer(
            response=change,
            question_id=answer.question_id,
            choice=answer.choice,
            answered_at=answer.answered_at,
        )
        for answer in latest.answers.all()
    )
    return change
