"""What is posted, to whom, and on which occasion.

A mail is a row, written in the transaction of what it tells of. It holds what it is about and
nothing else, so that nothing can fail there; it is written and sent after that (`composing.py`,
`sending.py`). Its key names the occasion, so that the same occasion never has two.
"""

import datetime as dt
import hashlib

from consultation.models import Follower, Invitation, LinkRequest, Mail, Response
from consultation.notifications.receipt_limit import has_had_enough_receipts
from consultation.notifications.sending import send_after_commit


def post(*, kind: Mail.Kind, key: str, to: str, at: dt.datetime, **occasion) -> Mail:
    """Post the mail about `occasion`, to be sent after the transaction; once posted, the same
    key gives the same mail."""
    new = Mail(key=key, kind=kind, to=to, created_at=at, next_try_at=at, **occasion)
    # In one statement, as somebody waits for it. Of a mail posted before nothing changes, and that
    # it is to be sent is said again, which sends it once (`sending.py`).
    [mail] = Mail.objects.bulk_create(
        [new], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    send_after_commit(mail)
    return mail


def post_receipt(*, response: Response, at: dt.datetime) -> Mail | None:
    """One for each version that was sent on the website with an address. What an officer entered
    came with a letter or a call, and is answered in the same way. An address that has had many gets
    no more, and the receipt's page says so."""
    if not response.email or response.entered_by_id or response.is_sample:
        return None
    if has_had_enough_receipts(response.email, at=at):
        return None
    key = f"receipt-{response.pk}"
    return post(kind=Mail.Kind.RECEIPT, key=key, to=response.email, response=response, at=at)


def post_invitation(*, invitation: Invitation, at: dt.datetime) -> Mail | None:
    """To the address of the invitation; None when it has none."""
    if not invitation.email:
        return None
    return post(
        kind=Mail.Kind.INVITATION,
        key=invitation_key(invitation),
        to=invitation.email,
        invitation=invitation,
        at=at,
    )


def call_off_invitation(*, invitation: Invitation):
    """What the mail server has not taken yet is not sent any more."""
    Mail.objects.filter(key=invitation_key(invitation), state=Mail.State.WAITING).delete()


def post_link(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    key = link_key(response=asked.response, email=asked.email, at=at)
    return post(kind=Mail.Kind.LINK, key=key, to=asked.email, link_request=asked, at=at)


def post_reminder(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    """Once; whether it is time, `keeping_link.py` knows."""
    key = reminder_key(asked)
    return post(kind=Mail.Kind.REMINDER, key=key, to=asked.email, link_request=asked, at=at)


def post_confirmation(*, follower: Follower, at: dt.datetime) -> Mail:
    """To whoever asked for alerts; when they get them already, it says so."""
    key = f"confirmation-{follower.pk}-{at:%Y%m%d%H%M}"
    return post(kind=Mail.Kind.CONFIRMATION, key=key, to=follower.email, follower=follower, at=at)


def post_alert(*, follower: Follower, event_id: str, at: dt.datetime) -> Mail:
    return post(
        kind=Mail.Kind.ALERT,
        key=alert_key(follower, event_id),
        to=follower.email,
        follower=follower,
        event=event_id,
        at=at,
    )


def alert_key(follower: Follower, event_id: str) -> str:
    return f"alert-{follower.pk}-{event_id}"


def link_key(*, response: Response, email: str, at: dt.datetime) -> str:
    """The same within a minute, so that a double click posts one mail."""
    address = hashlib.sha256(email.lower().encode()).hexdigest()[:16]
    return f"link-{response.pk}-{address}-{at:%Y%m%d%H%M}"


def invitation_key(invitation: Invitation) -> str:
    return f"invitation-{invitation.pk}"


def reminder_key(asked: LinkRequest) -> str:
    return f"reminder-{asked.pk}"
