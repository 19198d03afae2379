"""Changing or withdrawing a response that was sent, while its window is open.

Nothing that was sent is written over. A change is another version, which starts as a copy, is
gathered like any response and counts once it is sent; until then the version before it counts. A
withdrawal stands beside the version that was sent last. Both lock that version, and so does
whoever sends the next one (`submission.py`), so that it stays the last until they are done.
"""

import datetime as dt
import enum

from django.db import transaction

from consultation.models import Answer, Comment, Response, Withdrawal
from consultation.responding.submission import ChangedError


class WhyNot(enum.StrEnum):
    """Why the sender can no longer do something about a response; the receipt has the words."""

    WITHDRAWN = enum.auto()
    CLOSED = enum.auto()
    NOT_YET = enum.auto()  # officers have moved the opening since
    REVOKED = enum.auto()
    BY_AN_OFFICER = enum.auto()


class NotPossibleError(Exception):
    """The sender cannot do this, for the reason `why`."""

    def __init__(self, why: WhyNot):
        self.why = why
        super().__init__(why)


def why_not_change(response: Response, *, at: dt.datetime) -> WhyNot | None:
    """Why its sender can begin no change of `response`, the version sent last; None if they can."""
    if not (why := why_not_withdraw(response, at=at)) and response.is_invitation_revoked:
        return WhyNot.REVOKED
    return why


def why_not_withdraw(response: Response, *, at: dt.datetime) -> WhyNot | None:
    """Why its sender cannot withdraw `response`, the version sent last; None if they can."""
    if response.is_withdrawn:
        return WhyNot.WITHDRAWN
    if response.entered_by_id:
        return WhyNot.BY_AN_OFFICER
    if response.window.is_open(at=at):
        return None
    return WhyNot.CLOSED if response.window.is_late(at=at) else WhyNot.NOT_YET


@transaction.atomic
def begin_change(*, response: Response, at: dt.datetime) -> Response:
    """The unsent version of `response`: the one begun already, else a copy of the one sent last.

    `response` is any version that was sent. Raises NotPossibleError.
    """
    latest = _latest_locked(response)
    if why := why_not_change(latest, at=at):
        raise NotPossibleError(why)
    begun = Response.objects.unsent().filter(replaces=latest).first()
    return begun or _copy(latest, at)


@transaction.atomic
def leave_as_it_was(*, response: Response, seen: str | None = None):
    """Throw away an unsent version, so that the one before it stays the last.

    Nothing happens when it was sent or thrown away meanwhile, or is no change of anything. With
    `seen`, the fingerprint of what its sender saw, nothing else is thrown away than that: raises
    ChangedError.
    """
    changes = Response.objects.unsent().exclude(replaces=None)
    for change in changes.select_for_update().filter(pk=response.pk):
        if seen is not None and seen != change.fingerprint():
            raise ChangedError
        change.delete()


@transaction.atomic
def withdraw(*, response: Response, by=None, reason: str = "", at: dt.datetime) -> Withdrawal:
    """Withdraw `response`, of which any version may be given; again it changes nothing.

    Whoever has the private link can do so while the window is open, or else NotPossibleError is
    raised; that proves nothing about the person. An officer, `by`, can at any time, because the
    sender asked, and says so in `reason` (ValidationError).
    """
    latest = _latest_locked(response)
    if latest.is_withdrawn:
        return latest.withdrawal
    if by is None and (why := why_not_withdraw(latest, at=at)):
        raise NotPossibleError(why)
    withdrawal = Withdrawal(response=latest, withdrawn_at=at, withdrawn_by=by, reason=reason)
    withdrawal.full_clean()
    withdrawal.save()
    return withdrawal


def _latest_locked(response):
    """The version sent last; whoever sends another while we wait for the lock makes us look again.

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
