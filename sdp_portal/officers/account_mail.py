"""Mail to officers about their accounts, sent at once: whoever causes it is told if it fails."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from sdp_portal import partnership
from sdp_portal.mail_settings import has_mail_server

logger = logging.getLogger("officers")

SUBJECTS = {
    "invitation": "Your account",
    "new_password": "Choose a new password",
    "reset": "Set up how you sign in again",
    "address_changed": "Your email address was changed",
    "removed": "Your account was closed",
    "taken_back": "Your invitation was taken back",
}


def link_address(token: str) -> str:
    return f"{settings.PORTAL_URL}{reverse('officers_link', args=[token])}"


def text_of(mail: str, **context) -> str:
    words = {
        **context,
        "portal_name": partnership.current().name,
        "portal_url": settings.PORTAL_URL,
    }
    return render_to_string(f"officers/mail/{mail}.txt", words).strip() + "\n"


def send(mail: str, *, to: str, **context) -> bool:
    """Whether a mail server took it. `mail` is a key of SUBJECTS."""
    subject = f"{partnership.current().name}: {SUBJECTS[mail]}"
    try:
        send_mail(subject, text_of(mail, **context), partnership.mail_sender(), [to])
    except OSError as error:  # the base of smtplib's errors too
        logger.error("mail was not sent: %s", error)
        return False
    return has_mail_server()
