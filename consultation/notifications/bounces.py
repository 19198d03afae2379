"""Mail that comes back after it was sent: a report names it by the Message-ID that we gave it.

A Message-ID has 192 random bits, so only a report about our mail can name it. The report also has
to name the address that the mail went to. Any other report changes nothing.
"""

import datetime as dt
import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from typing import NamedTuple

from django.db import transaction

from consultation.models import Mail
from consultation.notifications.sending import LONGEST_PROBLEM

OUR_MESSAGE_ID = re.compile(r"<?([A-Za-z0-9_-]{1,200})@[^<>@\s]{1,255}>?")


class Bounce(NamedTuple):
    """`reason` is what the mail server said."""

    message_id: str
    recipients: list[str]
    reason: str


def read_report(report: Message) -> list[Bounce]:
    """What did not arrive, according to a delivery status notification (RFC 3464).

    A report that mail is only delayed, and a message that is no report, have nothing.
    """
    if report.get_content_type() != "multipart/report" or not report.is_multipart():
        return []
    parts = {part.get_content_type(): part for part in report.get_payload()}
    message_id = _message_id(parts)
    fields = _fields(parts.get("message/delivery-status"))
    return [
        Bounce(message_id, _recipients(each), _reason(each))
        for each in fields
        if _field(each, "Action").lower() == "failed"
    ]


@transaction.atomic
def record_bounce(bounce: Bounce, *, at: dt.datetime) -> bool:
    """Note that a mail came back. False if it is not known, or was not sent to that address."""
    found = OUR_MESSAGE_ID.fullmatch(bounce.message_id.strip())
    if not found:
        return False
    sent = Mail.objects.filter(state__in=[Mail.State.SENT, Mail.State.UNCERTAIN])
    mail = sent.select_for_update().filter(message_id=found[1]).first()
    if mail is None or _as_servers_know(mail.to) not in map(_as_servers_know, bounce.recipients):
        return False
    mail.state, mail.bounced_at = Mail.State.BOUNCED, at
    said = bounce.reason.replace("\0", "").encode(errors="replace").decode()  # no half characters
    mail.problem = " ".join(said.split())[:LONGEST_PROBLEM]
    mail.save(update_fields=["state", "bounced_at", "problem"])
    return True


def _message_id(parts) -> str:
    """The Message-ID of the mail that came back, which a report quotes in whole or in part."""
    if (quoted := parts.get("message/rfc822")) and quoted.is_multipart():
        return _field(quoted.get_payload(0), "Message-ID")
    if quoted := parts.get("text/rfc822-headers"):
        headers = (quoted.get_payload(decode=True) or b"").decode(errors="replace")
        return _field(message_from_string(headers), "Message-ID")
    return ""


def _fields(part) -> Iterator[Message]:
    """The groups of fields, one for each recipient; the first group is about the whole report."""
    return iter(part.get_payload()[1:]) if part is not None and part.is_multipart() else iter(())


def _recipients(fields) -> list[str]:
    """“rfc822; jo@example.org” without its kind."""
    named = [_field(fields, name) for name in ("Original-Recipient", "Final-Recipient")]
    return [words.rpartition(";")[2].strip(" <>") for words in named if words]


def _reason(fields) -> str:
    said = _field(fields, "Diagnostic-Code").partition(";")[2].strip()
    status = _field(fields, "Status")
    return said if status in said else f"{status} {said}"


def _field(fields, name) -> str:
    return " ".join(str(fields.get(name, "")).split())


def _as_servers_know(address: str) -> str:
    """In small letters, and a domain with umlauts as `xn--…`."""
    name, _, domain = address.lower().rpartition("@")
    try:
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return address
