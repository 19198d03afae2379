"""Writes the text of a mail. A mail row names its subject, and the text is written on sending.

So a fault in the text cannot stop a response from being received, and the database stores no mail
with a private link. The text says what was true when the mail was posted.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string

from consultation.models import Mail
from strategy.rich_text import plain_text

LONGEST_SUBJECT = 200
MASKED = "[private link]"
# Characters that a line cannot have: line breaks, NUL and other controls.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


class NotNeededError(Exception):
    """The mail is no longer needed; the message tells officers why."""


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str
    reply_to: str = ""
    unsubscribe_url: str = ""


@dataclass(frozen=True)
class _Draft:
    """`links` are private links by their name in the template, made only when they are needed.
    `unsubscribe` names one of them."""

    subject: str
    template: str
    context: dict
    reply_to: str = ""
    links: dict[str, Callable[[], str]] = field(default_factory=dict)
    unsubscribe: str = ""


def compose(mail: Mail, *, masked: bool = False) -> Words:
    """The subject and text of `mail`; `masked` hides its private links from officers.

    Raises NotNeededError.
    """
    draft = _DRAFTS[mail.kind](mail)
    links = {
        name: MASKED if masked else f"{settings.PORTAL_URL}{path()}"
        for name, path in draft.links.items()
    }
    subject = " ".join(_UNPRINTABLE.sub(" ", draft.subject).split())
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    context = {
        **draft.context,
        **links,
        "subject": subject,
        "portal_name": settings.PORTAL_NAME,
        "portal_url": settings.PORTAL_URL,
    }
    text = render_to_string(f"mail/{draft.template}.txt", context)
    return Words(
        subject=subject,
        text=_EMPTY_LINES.sub("\n\n", text).strip() + "\n",
        html=render_to_string(f"mail/{draft.template}.html", context),
        reply_to=draft.reply_to,
        unsubscribe_url=links.get(draft.unsubscribe, ""),
    )


def _receipt(mail):
    response = mail.response
    if response is None:
        raise NotNeededError("The response has been deleted.")
    consultation = response.consultation
    changed = "changed " if response.version > 1 else ""
    return _Draft(
        subject=f"We have received your {changed}response {response.reference}",
        template="receipt",
        context={
            "response": response,
            "consultation": consultation,
            "next_steps": plain_text(consultation.next_steps),
            "due_on": consultation.response_due_on,
        },
        reply_to=consultation.email,
        links={"url": response.receipt_url},
    )


def _about_unsent(mail):
    asked = mail.link_request
    if asked is None or asked.response.is_sent:
        raise NotNeededError("The response has been sent or deleted since this was asked for.")
    response = asked.response
    is_reminder = mail.kind == Mail.Kind.REMINDER
    subject = "The link to your response, which is not sent yet"
    context = {"asked": asked, "window": response.window, "consultation": response.consultation}
    return _Draft(
        subject="Your response is not sent yet" if is_reminder else subject,
        template="reminder" if is_reminder else "link",
        context=context,
        reply_to=response.consultation.email,
        links={"url": response.resume_url},
    )


def _invitation(mail):
    invitation = mail.invitation
    if invitation is None or invitation.is_revoked:
        raise NotNeededError("The invitation has been revoked.")
    consultation = invitation.window.consultation
    is_reminder = mail.kind == Mail.Kind.INVITATION_REMINDER
    if is_reminder and invitation.responses.sent().exists():
        raise NotNeededError("A response has been sent by the invitation since.")
    subject = f"Please respond: {consultation.title}"
    return _Draft(
        subject=f"Reminder – {subject[0].lower()}{subject[1:]}" if is_reminder else subject,
        template="invitation",
        context={
            "is_reminder": is_reminder,
            "own_words": invitation.reminder.own_words if is_reminder else invitation.own_words,
            "invitation": invitation,
            "window": invitation.window,
            "consultation": consultation,
        },
        reply_to=consultation.email,
        links={"url": invitation.private_url},
    )


def _confirmation(mail):
    """Somebody who already gets the alerts is told so."""
    follower = _follower(mail)
    confirmed_at = follower.confirmed_at
    gets_them = confirmed_at is not None and confirmed_at <= mail.created_at
    return _Draft(
        subject="You get our alerts already" if gets_them else "Do you want our alerts?",
        template="confirmation",
        context={"gets_them": gets_them},
        links={
            "confirm_url": lambda: reverse("consultation:follower", args=[follower.token]),
            "stop_url": lambda: _stop_url(follower),
        },
    )


def _alert(mail):
    follower = _follower(mail)
    event = import_string(settings.EVENT_OF_ALERT)(mail.event, at=mail.created_at)
    if event is None:
        raise NotNeededError("What it tells of has been taken back or changed since.")
    return _Draft(
        subject=event.title,
        template="alert",
        context={"event": event, "url": f"{settings.PORTAL_URL}{event.url}"},
        reply_to=event.reply_to,
        links={"stop_url": lambda: _stop_url(follower)},
        unsubscribe="stop_url",
    )


_DRAFTS = {
    Mail.Kind.RECEIPT: _receipt,
    Mail.Kind.LINK: _about_unsent,
    Mail.Kind.REMINDER: _about_unsent,
    Mail.Kind.INVITATION: _invitation,
    Mail.Kind.INVITATION_REMINDER: _invitation,
    Mail.Kind.CONFIRMATION: _confirmation,
    Mail.Kind.ALERT: _alert,
}


def _follower(mail):
    if mail.follower is None:
        raise NotNeededError("They have asked for no more alerts, so we have forgotten them.")
    return mail.follower


def _stop_url(follower):
    return reverse("consultation:stop_following", args=[follower.token])
