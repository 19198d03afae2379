"""Settings of the mail server and of links in mail, read from the environment (see the README)."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILES = "django.core.mail.backends.filebased.EmailBackend"
NOTHING_SENT = (
    "No mail server is set up: nothing was sent. Ask whoever runs the portal to set EMAIL_URL, "
    "then send the emails again from “Emails”."
)
SHORTEST_SECRET = 20
ON_THIS_MACHINE = {"localhost", "127.0.0.1"}


def has_mail_server() -> bool:
    """Without one, mail is only written to files."""
    return settings.EMAIL_BACKEND != FILES


def mail_settings(*, debug: bool, data_dir: Path) -> dict:
    """EMAIL_URL is smtp://user:password@host:587. A demonstration without it writes into files.

    A sender without a name gets the partnership's (`sdp_portal.partnership.mail_sender`).
    """
    reports = _reports_of_bounces()
    address = urlsplit(os.environ.get("EMAIL_URL", ""))
    if address.scheme not in {"", "smtp", "smtps"}:
        raise ImproperlyConfigured("EMAIL_URL begins with smtp:// (STARTTLS) or smtps://.")
    host = address.hostname or "localhost"
    sender = os.environ.get("EMAIL_FROM") or f"portal@{host}"
    if not address.scheme and debug:
        return {
            "EMAIL_BACKEND": FILES,
            "EMAIL_FILE_PATH": data_dir / "mail",
            "DEFAULT_FROM_EMAIL": sender,
            **reports,
        }
    return {
        "EMAIL_BACKEND": "sdp_portal.mail_server.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": address.port or {"smtps": 465, "smtp": 587}.get(address.scheme, 25),
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_USE_TLS": address.scheme == "smtp" and host not in ON_THIS_MACHINE,
        "EMAIL_TIMEOUT": 10,
        "DEFAULT_FROM_EMAIL": sender,
        **reports,
    }


def _reports_of_bounces() -> dict:
    """How the portal learns which mail came back. Without these settings, it does not."""
    secret, mailbox = os.environ.get("BOUNCE_SECRET", ""), os.environ.get("BOUNCE_MAILBOX", "")
    if secret and len(secret) < SHORTEST_SECRET:
        raise ImproperlyConfigured(f"BOUNCE_SECRET needs {SHORTEST_SECRET} characters or more.")
    address = urlsplit(mailbox)
    is_here = address.scheme == "imap" and address.hostname in ON_THIS_MACHINE
    if mailbox and address.scheme != "imaps" and not is_here:
        raise ImproperlyConfigured(
            "BOUNCE_MAILBOX begins with imaps://: imaps://user:password@host/INBOX."
        )
    return {"BOUNCE_SECRET": secret, "BOUNCE_MAILBOX": mailbox}


def portal_url(*, debug: bool, hosts: list[str]) -> str:
    """The beginning of all links in mail, without a slash at the end."""
    given = os.environ.get("PORTAL_URL", "").rstrip("/")
    if not given and debug:
        return f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    url = given or f"https://{hosts[0].strip()}"
    address = urlsplit(url)
    is_safe = address.scheme == "https" or (debug and address.scheme == "http")
    if not is_safe or not address.hostname or "*" in url or address.hostname.startswith("."):
        raise ImproperlyConfigured(
            f"PORTAL_URL={url!r} is no address for links in mail: "
            "give one such as https://strategy.example.org."
        )
    return url
