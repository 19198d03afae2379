"""Invites people and groups to a window that is not for everyone, and revokes invitations.

Each gets a private link. It opens the response pages until the window closes.
"""

import datetime as dt
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from consultation.models import Invitation, Response, Window
from consultation.notifications.outbox import call_off_invitation, post_invitation
from sdp_portal.templatetags.dates import day_in_words, moment_in_words


class Person(NamedTuple):
    """A person or group to invite. Without an address an officer passes the link on."""

    name: str
    email: str = ""
    organisation: str = ""

    @property
    def key(self):
        """Two entries with the same key are one person: the address, or else the name."""
        return ("email", self.email.lower()) if self.email else ("name", self.name.casefold())


class Outcome(NamedTuple):
    """`skipped` has each person with the reason why."""

    invited: list[Invitation]
    skipped: list[tuple[Person, str]]


@transaction.atomic
def invite(
    *, window: Window, people: list[Person], by, at: dt.datetime, own_words: str = ""
) -> Outcome:
    """Invite all `people` or none, by mail if they have an address. The mail has `own_words`.

    People who already have a working link are skipped.

    Raises ValidationError if the window is for everyone or has closed, and for an invalid name or
    address.
    """
    window = Window.objects.select_for_update().get(pk=window.pk)
    if sentence := why_nobody_can_be_invited(window, at=at):
        raise ValidationError(sentence)
    invited, skipped = [], []
    for person, why_not in sort_out(window, people):
        if why_not:
            skipped.append((person, why_not))
            continue
        invitation = new_invitation(window, person, own_words)
        invitation.invited_at, invitation.invited_by = at, by
        invitation.clean_fields(exclude=["window", "invited_by", "token_hash", "sealed_token"])
        invited.append(invitation)
    for invitation in Invitation.objects.bulk_create(invited):
        post_invitation(invitation=invitation, at=at)
    return Outcome(invited, skipped)


def new_invitation(window: Window, person: Person, own_words: str) -> Invitation:
    """Not saved yet."""
    return Invitation(window=window, own_words=own_words, **person._asdict())


def sort_out(window: Window, people: list[Person]) -> list[tuple[Person, str]]:
    """Each person with the reason for leaving them out, which is empty for those invited."""
    invitations = window.invitations.usable()
    invited_at = {Person(i.name, i.email).key: i.invited_at for i in invitations}
    sorted_out, seen = [], set()
    for person in people:
        why_not = ""
        if known := invited_at.get(person.key):
            why_not = f"Already invited on {day_in_words(known, weekday=False)}"
        elif person.key in seen:
            why_not = "Listed twice, invited once"
        seen.add(person.key)
        sorted_out.append((person, why_not))
    return sorted_out


def why_nobody_can_be_invited(window: Window, *, at: dt.datetime) -> str:
    if window.is_for_everyone:
        return f"“{window}” is open to everyone, so it needs no invitations."
    if window.is_late(at=at):
        closed = moment_in_words(window.last_minute)
        return f"“{window}” closed at {closed}, so nobody can be invited to it any more."
    return ""


@transaction.atomic
def revoke(*, invitation: Invitation, by, at: dt.datetime) -> Invitation:
    """Stop the link at once. Responses sent through it stay; unsent ones can no longer be sent.

    Revoking again changes nothing.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_revoked:
        invitation.revoked_at, invitation.revoked_by = at, by
        invitation.save(update_fields=["revoked_at", "revoked_by"])
        call_off_invitation(invitation=invitation)
    return invitation


@transaction.atomic
def begin_response(*, invitation: Invitation, at: dt.datetime) -> Response | None:
    """A new unsent response in the invited window; None if the link does not work at `at`."""
    invitation = (
        Invitation.objects.select_for_update(of=["self"])
        .select_related("window__consultation")
        .get(pk=invitation.pk)
    )
    window = invitation.window
    if invitation.is_revoked or not window.is_open(at=at):
        return None
    return Response.objects.create(
        consultation=window.consultation, window=window, invitation=invitation, begun_at=at
    )
