"""Posts mail: which mail, to whom, and on which occasion.

A mail is a row, saved in the same transaction as the event that it reports. The row only names its
subject, so that nothing can fail there. The text is written and sent later (`composing.py`,
`sending.py`). The key names the occasion, so that one occasion never has two mails.
"""

import datetime as dt
import hashlib

from consultation.models import Follower, Invitation, LinkRequest, Mail, Response
from consultation.notifications.receipt_limit import has_had_enough_receipts
from consultation.notifications.sending import send_after_commit


def post(*, kind: Mail.Kind, key: str, to: str, at: dt.datetime, **occasion) -> Mail:
    """Post a mail about `occasion`, to be sent after the commit. A second call with the same key
    returns the same mail."""
    new = Mail(key=key, kind=kind, to=to, created_at=at, next_try_at=at, **occasion)
    # One statement, because a person waits for it. A mail that was posted before does not change;
    # it is queued again, and still sent only once (`sending.py`).
    [mail] = Mail.objects.bulk_create(
        [new], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    send_after_commit(mail)
    return mail


def post_receipt(*, response: Response, at: dt.datetime) -> Mail | None:
    """Post a receipt for a version that was sent on the website with an address.

    Officers reply themselves to a response that they entered. An address that has had many receipts
    gets no more; the receipt's page says so.
    """
    if not response.email or response.entered_by_id or response.is_sample:
        return None
    if has_had_enough_receipts(response.email, at=at):
        return None
    key = f"receipt-{response.pk}"
    return post(kind=Mail.Kind.RECEIPT, key=key, to=response.email, response=response, at=at)


def post_invitation(*, invitation: Invitation, at: dt.datetime) -> Mail | None:
    """None if the invitation has no address."""
    if not invitation.email:
        return None
    return post(
        kind=Mail.Kind.INVITATION,
        key=invitation_key(invitation),
        to=invitation.email,
        invitation=invitation,
        at=at,
    )


def post_invitation_reminder(*, invitation: Invitation, at: dt.datetime) -> Mail:
    return post(
        kind=Mail.Kind.INVITATION_REMINDER,
        key=invitation_key(invitation, "-reminder"),
        to=invitation.email,
        invitation=invitation,
        at=at,
    )


def call_off_invitation(*, invitation: Invitation):
    """Do not send its mail, unless the mail server has already accepted it."""
    keys = [invitation_key(invitation), invitation_key(invitation, "-reminder")]
    Mail.objects.filter(key__in=keys, state=Mail.State.WAITING).delete()


def post_link(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    key = link_key(response=asked.response, email=asked.email, at=at)
    return post(kind=Mail.Kind.LINK, key=key, to=asked.email, link_request=asked, at=at)


def post_reminder(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    """Once for each request; `resume_link.py` decides when."""
    key = reminder_key(asked)
    return post(kind=Mail.Kind.REMINDER, key=key, to=asked.email, link_request=asked, at=at)


def post_confirmation(*, follower: Follower, at: dt.datetime) -> Mail:
    """To somebody who asked for alerts. If they already get them, the mail says so."""
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
    """The key is the same within a minute, so that a double click posts one mail."""
    address = hashlib.sha256(email.lower().encode()).hexdigest()[:16]
    return f"link-{response.pk}-{address}-{at:%Y%m%d%H%M}"


def invitation_key(invitation: Invitation, what: str = "") -> str:
    return f"invitation{what}-{invitation.pk}"


def reminder_key(asked: LinkRequest) -> str:
    return f"reminder-{asked.pk}"
