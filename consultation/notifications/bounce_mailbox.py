"""Reads the mailbox that gets the reports of mail that came back (BOUNCE_MAILBOX)."""

import datetime as dt
import imaplib
import ssl
from email import message_from_bytes
from urllib.parse import unquote, urlsplit

from django.conf import settings

from consultation.notifications.bounces import read_report, record_bounce

MOST_AT_ONCE = 200
TIMEOUT = 10  # seconds
UNREAD_REPORTS = '(UNSEEN HEADER Content-Type "delivery-status")'
# A report begins with what we need, and can quote a long mail after it.
BEGINNING = "(BODY.PEEK[]<0.300000>)"


def read_bounce_mailbox(*, at: dt.datetime):
    """Mark the mail that unread reports are about. Each report is then read; others stay unread."""
    if not settings.BOUNCE_MAILBOX:
        return
    address = urlsplit(settings.BOUNCE_MAILBOX)
    with _connect(address) as mailbox:
        mailbox.login(unquote(address.username or ""), unquote(address.password or ""))
        mailbox.select(f'"{unquote(address.path.strip("/")) or "INBOX"}"')
        _, [numbers] = mailbox.uid("SEARCH", UNREAD_REPORTS)
        for number in (numbers or b"").decode().split()[:MOST_AT_ONCE]:
            _, answer = mailbox.uid("FETCH", number, BEGINNING)
            report = next((each[1] for each in answer if isinstance(each, tuple)), None)
            if report is None:  # somebody deleted it meanwhile
                continue
            for bounce in read_report(message_from_bytes(report)):
                record_bounce(bounce, at=at)
            mailbox.uid("STORE", number, "+FLAGS", r"(\Seen)")


def _connect(address):
    if address.scheme == "imap":  # only on this machine (`sdp_portal/mail_settings.py`)
        return imaplib.IMAP4(address.hostname, address.port or 143, timeout=TIMEOUT)
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(
        address.hostname, address.port or 993, ssl_context=context, timeout=TIMEOUT
    )
