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
from django.utils.safestring import mark_safe

from consultation.models import Mail
from consultation.notifications import mail_texts
from sdp_portal.templatetags.dates import day_in_words, moment_in_words, to_the_second
from strategy.rich_text import plain_text
from strategy.texts.catalogue import TextKind
from strategy.texts.filling import as_text, of_the_partnership, text_as_html
from strategy.texts.versions import in_force

LONGEST_SUBJECT = 200
MASKED = "[private link]"
# Characters that a line cannot have: line breaks, NUL and other controls.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
NEXT = "What happens next"
LATE = (
    "That was after closing, within the time allowed for responses already begun. It is marked as "
    "late."
)
REMINDED = "We will remind you three days before that if you have not sent it."


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
    """`values` fill the gaps of the kind's text. `links` are private links by their gap, made only
    when they are needed. `unsubscribe` names one of them."""

    kind: TextKind
    values: dict[str, str]
    reply_to: str = ""
    links: dict[str, Callable[[], str]] = field(default_factory=dict)
    unsubscribe: str = ""


def compose(mail: Mail, *, masked: bool = False) -> Words:
    """The subject and text of `mail`, in the words that were in force when it was posted.
    `masked` hides its private links from officers.

    Raises NotNeededError.
    """
    draft = _DRAFTS[mail.kind](mail)
    links = {
        name: MASKED if masked else f"{settings.PORTAL_URL}{path()}"
        for name, path in draft.links.items()
    }
    version = in_force(draft.kind, at=mail.created_at)
    values = of_the_partnership() | draft.values | links
    subject = " ".join(_UNPRINTABLE.sub(" ", as_text(version.subject, values)).split())
    if len(subject) > LONGEST_SUBJECT:
        subject = f"{subject[: LONGEST_SUBJECT - 1]}…"
    text = as_text(version.text, values)
    context = {
        "subject": subject,
        "words": mark_safe(text_as_html(text)),  # noqa: S308 escaped
        "partnership": values["partnership"],
        "portal_url": settings.PORTAL_URL,
    }
    return Words(
        subject=subject,
        text=f"{text}\n\n-- \n{values['partnership']}\n{settings.PORTAL_URL}/\n",
        html=render_to_string("mail/base.html", context),
        reply_to=draft.reply_to,
        unsubscribe_url=links.get(draft.unsubscribe, ""),
    )


def _receipt(mail):
    response = mail.response
    if response is None:
        raise NotNeededError("The response has been deleted.")
    consultation = response.consultation
    is_change = response.version > 1
    next_steps = [plain_text(consultation.next_steps)] if consultation.next_steps else []
    due_on = consultation.response_due_on
    values = {
        "reference": response.reference,
        "received": to_the_second(response.received_at),
        "changed": "changed" if is_change else "",
        "replaces": "It takes the place of the one that you sent before." if is_change else "",
        "late": LATE if response.is_late else "",
        "next_steps": "\n\n".join([NEXT, *next_steps] if next_steps or due_on else []),
        "due": f"The outcome of the consultation is due by {day_in_words(due_on)}."
        if due_on
        else "",
        **_about(consultation),
    }
    return _Draft(mail_texts.RECEIPT, values, consultation.email, {"link": response.receipt_url})


def _about_unsent(mail):
    asked = mail.link_request
    if asked is None or asked.response.is_sent:
        raise NotNeededError("The response has been sent or deleted since this was asked for.")
    response = asked.response
    is_reminder = mail.kind == Mail.Kind.REMINDER
    reminded = ", but not before we have reminded you" if asked.remind else ""
    values = {
        "closes": moment_in_words(response.window.last_minute),
        "reminder": REMINDED if asked.remind else "",
        "deleted": f"If you do not send it, we delete it 30 days after your last change{reminded}.",
        **_about(response.consultation),
    }
    kind = mail_texts.REMINDER if is_reminder else mail_texts.LINK
    return _Draft(kind, values, response.consultation.email, {"link": response.resume_url})


def _invitation(mail):
    invitation = mail.invitation
    if invitation is None or invitation.is_revoked:
        raise NotNeededError("The invitation has been revoked.")
    window = invitation.window
    is_reminder = mail.kind == Mail.Kind.INVITATION_REMINDER
    if is_reminder and invitation.responses.sent().exists():
        raise NotNeededError("A response has been sent by the invitation since.")
    values = {
        "name": invitation.name,
        "own_words": invitation.reminder.own_words if is_reminder else invitation.own_words,
        "window": window.title,
        "asked": window.asked,
        "opens": moment_in_words(window.opens_at),
        "closes": moment_in_words(window.last_minute),
        **_about(window.consultation),
    }
    return _Draft(
        mail_texts.INVITATION_REMINDER if is_reminder else mail_texts.INVITATION,
        values,
        window.consultation.email,
        {"link": invitation.private_url},
    )


def _confirmation(mail):
    """Somebody who already gets the alerts is told so."""
    follower = _follower(mail)
    confirmed_at = follower.confirmed_at
    if confirmed_at is not None and confirmed_at <= mail.created_at:
        return _Draft(mail_texts.CONFIRMED_ALREADY, {}, links={"stop": lambda: _stop_url(follower)})
    confirm = lambda: reverse("consultation:follower", args=[follower.token])  # noqa: E731
    return _Draft(mail_texts.CONFIRMATION, {}, links={"link": confirm})


def _alert(mail):
    follower = _follower(mail)
    event = import_string(settings.EVENT_OF_ALERT)(mail.event, at=mail.created_at)
    if event is None:
        raise NotNeededError("What it tells of has been taken back or changed since.")
    values = {
        "title": event.title,
        "summary": event.summary,
        "link": f"{settings.PORTAL_URL}{event.url}",
    }
    links = {"stop": lambda: _stop_url(follower)}
    return _Draft(mail_texts.ALERT, values, event.reply_to, links, unsubscribe="stop")


_DRAFTS = {
    Mail.Kind.RECEIPT: _receipt,
    Mail.Kind.LINK: _about_unsent,
    Mail.Kind.REMINDER: _about_unsent,
    Mail.Kind.INVITATION: _invitation,
    Mail.Kind.INVITATION_REMINDER: _invitation,
    Mail.Kind.CONFIRMATION: _confirmation,
    Mail.Kind.ALERT: _alert,
}


def _about(consultation) -> dict[str, str]:
    ways = " or ".join(way for way in (consultation.email, consultation.telephone) if way)
    return {
        "consultation": consultation.title,
        "questions": f"Questions? {ways}. You can also reply to this message.",
    }


def _follower(mail):
    if mail.follower is None:
        raise NotNeededError("They have asked for no more alerts, so we have forgotten them.")
    return mail.follower


def _stop_url(follower):
    return reverse("consultation:stop_following", args=[follower.token])
