"""What is posted, to whom, and on which occasion.

A mail is a row, written in the transaction of what it tells of, and sent after that
(`mailing.py`). Its key names the occasion, so that the same occasion never has two.
"""

import datetime as dt
import hashlib
import logging
import re
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from consultation.events import Event
from consultation.mail.mailing import send_after_commit
from consultation.mail.receipt_limit import has_had_enough_receipts, receipt_key
from consultation.models import Follower, Invitation, LinkRequest, Mail, Response
from sdp_portal.prepared import Prepared
from strategy.rich_text import plain_text

logger = logging.getLogger(__name__)

LONGEST_SUBJECT = 200
# Whatever is no character of a line: line breaks, NUL and other controls.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def on_the_portal(url: str) -> str:
    """`url` as it stands in a mail."""
    return f"{settings.PORTAL_URL}{url}"


def post(
    *,
    kind: Mail.Kind,
    key: str,
    to: str,
    subject: str,
    template: str,
    context: dict,
    at: dt.datetime,
    unsubscribe_url: str = "",
) -> Mail:
    """Post the mail of the occasion `key`, to be sent after the transaction; once posted, the
    same occasion gives the same mail."""
    subject = _on_one_line(subject)
    context = context | {
        "subject": subject,
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
    }
    new = Mail(
        key=key,
        kind=kind,
        to=to,
        subject=subject,
        text=_text(template, context),
        html=render_to_string(f"mail/{template}.html", context),
        unsubscribe_url=unsubscribe_url,
        message_id=make_msgid(domain=urlsplit(settings.PORTAL_URL).hostname),
        created_at=at,
        next_try_at=at,
    )
    # In one statement, as somebody waits for it. Of a mail posted before nothing changes, and that
    # it is to be sent is said again, which sends it once (`mailing.py`).
    [mail] = Mail.objects.bulk_create(
        [new], update_conflicts=True, unique_fields=["key"], update_fields=["key"]
    )
    send_after_commit(mail)
    return mail


def acknowledge(*, response: Response, at: dt.datetime):
    """Tell whoever sent `response` that it has arrived, and remind them no more.

    Whatever goes wrong in here, the response stays sent and its receipt stands on the page.
    """
    if response.entered_by_id:
        return
    reminders = [reminder_key(asked) for asked in _ASKED.rows(response=response.pk)]
    if not reminders and not response.email:
        return
    try:
        with transaction.atomic():
            Mail.objects.filter(key__in=reminders, state=Mail.State.WAITING).delete()
            post_receipt(response=response, at=at)
    except Exception:
        logger.exception("No receipt could be posted for response %s", response.reference)


_ASKED = Prepared(
    lambda response: LinkRequest.objects.filter(response=response).only("pk").order_by(),
    response=-1,
)


def post_receipt(*, response: Response, at: dt.datetime) -> Mail | None:
    """One for each version that was sent on the website with an address. What an officer entered
    came with a letter or a call, and is answered in the same way. An address that has had many gets
    no more, and the receipt's page says so."""
    if not response.email or response.entered_by_id or response.is_sample:
        return None
    if has_had_enough_receipts(response.email, at=at):
        return None
    consultation = response.consultation
    changed = "changed " if response.version > 1 else ""
    return post(
        kind=Mail.Kind.RECEIPT,
        key=receipt_key(response),
        to=response.email,
        subject=f"We have received your {changed}response {response.reference}",
        template="receipt",
        context={
            "response": response,
            "consultation": consultation,
            "next_steps": plain_text(consultation.next_steps),
            "due_on": consultation.outcome_due_on(),
            "url": on_the_portal(response.receipt_url()),
        },
        at=at,
    )


def post_invitation(*, invitation: Invitation, at: dt.datetime) -> Mail | None:
    """To the address of the invitation; None when it has none."""
    if not invitation.email:
        return None
    window = invitation.window
    return post(
        kind=Mail.Kind.INVITATION,
        key=invitation_key(invitation),
        to=invitation.email,
        subject=f"Please respond: {window.consultation.title}",
        template="invitation",
        context={
            "invitation": invitation,
            "window": window,
            "consultation": window.consultation,
            "url": on_the_portal(invitation.get_absolute_url()),
        },
        at=at,
    )


def call_off_invitation(*, invitation: Invitation):
    """What the mail server has not taken yet is not sent any more."""
    Mail.objects.filter(key=invitation_key(invitation), state=Mail.State.WAITING).delete()


def post_link(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    return post(
        kind=Mail.Kind.LINK,
        key=link_key(response=asked.response, email=asked.email, at=at),
        to=asked.email,
        subject="The link to your response, which is not sent yet",
        template="link",
        context=_about_unsent(asked),
        at=at,
    )


def post_reminder(*, asked: LinkRequest, at: dt.datetime) -> Mail:
    """Once; whether it is time, `keeping_link.py` knows."""
    return post(
        kind=Mail.Kind.REMINDER,
        key=reminder_key(asked),
        to=asked.email,
        subject="Your response is not sent yet",
        template="reminder",
        context=_about_unsent(asked),
        at=at,
    )


def post_confirmation(*, follower: Follower, at: dt.datetime) -> Mail:
    """To whoever asked for alerts; when they get them already, it says so."""
    subject = "You get our alerts already" if follower.confirmed_at else "Do you want our alerts?"
    return post(
        kind=Mail.Kind.CONFIRMATION,
        key=f"confirmation-{follower.pk}-{at:%Y%m%d%H%M}",
        to=follower.email,
        subject=subject,
        template="confirmation",
        context={
            "follower": follower,
            "confirm_url": on_the_portal(reverse("consultation:follower", args=[follower.token])),
            "stop_url": _stop_url(follower),
        },
        at=at,
    )


def post_alert(*, follower: Follower, event: Event, at: dt.datetime) -> Mail:
    stop_url = _stop_url(follower)
    return post(
        kind=Mail.Kind.ALERT,
        key=alert_key(follower, event),
        to=follower.email,
        subject=event.title,
        template="alert",
        context={"event": event, "url": on_the_portal(event.url), "stop_url": stop_url},
        at=at,
        unsubscribe_url=stop_url,
    )


def alert_key(follower: Follower, event: Event) -> str:
    return f"alert-{follower.pk}-{event.id}"


def link_key(*, response: Response, email: str, at: dt.datetime) -> str:
    """The same within a minute, so that a double click posts one mail."""
    address = hashlib.sha256(email.lower().encode()).hexdigest()[:16]
    return f"link-{response.pk}-{address}-{at:%Y%m%d%H%M}"


def invitation_key(invitation: Invitation) -> str:
    return f"invitation-{invitation.pk}"


def reminder_key(asked: LinkRequest) -> str:
    return f"reminder-{asked.pk}"


def _stop_url(follower):
    return on_the_portal(reverse("consultation:stop_following", args=[follower.token]))


def _about_unsent(asked):
    response = asked.response
    return {
        "asked": asked,
        "window": response.window,
        "consultation": response.consultation,
        "url": on_the_portal(response.resume_url()),
    }


def _text(template, context):
    text = render_to_string(f"mail/{template}.txt", context)
    return _EMPTY_LINES.sub("\n\n", text).strip() + "\n"


def _on_one_line(subject):
    line = " ".join(_UNPRINTABLE.sub(" ", subject).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"
