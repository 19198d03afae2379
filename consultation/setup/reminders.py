"""Reminds invited people who have not answered: once each, while their window is open."""

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from consultation.models import Invitation, InvitationReminder, Mail
from consultation.notifications.outbox import post_invitation_reminder
from sdp_portal.templatetags.dates import day_in_words

NOT_SENT_YET = (Mail.State.WAITING, Mail.State.SENDING)
NEVER_ARRIVED = (Mail.State.UNSENT, Mail.State.FAILED, Mail.State.BOUNCED)


class Outcome(NamedTuple):
    reminded: list[Invitation]
    left_out: list[tuple[Invitation, str]]


@transaction.atomic
def remind(*, invitations: list[Invitation], own_words: str, by, at: dt.datetime) -> Outcome:
    """Mail a reminder to all who can still be reminded. The others are left out, with the reason.

    Raises ValidationError if nobody can be.
    """
    chosen = Invitation.objects.filter(pk__in=[each.pk for each in invitations])
    list(chosen.select_for_update(of=["self"]))  # nobody else reminds them now
    sorted_out = [(each, why_no_reminder(each, at=at)) for each in chosen.for_listing()]
    left_out = [(each, why_not) for each, why_not in sorted_out if why_not]
    to_remind = [each for each, why_not in sorted_out if not why_not]
    if not to_remind:
        raise ValidationError("Nobody on this list can be reminded any more.")
    for each in to_remind:
        InvitationReminder.objects.create(
            invitation=each, own_words=own_words, reminded_at=at, reminded_by=by
        )
        post_invitation_reminder(invitation=each, at=at)
    return Outcome(to_remind, left_out)


def why_no_reminder(invitation: Invitation, *, at: dt.datetime) -> str:
    """Empty if it can be sent. `invitation` is of `InvitationQuerySet.for_listing`."""
    window = invitation.window
    reminder = getattr(invitation, "reminder", None)
    reminded_on = day_in_words(reminder.reminded_at, weekday=False) if reminder else ""
    sent = {mail.kind: mail.state for mail in invitation.mail.all()}.get(Mail.Kind.INVITATION)
    reasons = [
        (invitation.is_revoked, "The invitation was taken back"),
        (invitation.is_answered, "Has answered"),
        (reminder, f"Reminded already on {reminded_on}. There is only one reminder"),
        (not window.consultation.is_live, "The consultation is not live"),
        (not window.is_open(at=at), "The window is not open"),
        (not invitation.email, "No email address"),
        (sent in NOT_SENT_YET, "The invitation itself is still waiting to be sent"),
        (sent in NEVER_ARRIVED, "The invitation did not arrive at this address"),
    ]
    return next((words for applies, words in reasons if applies), "")
