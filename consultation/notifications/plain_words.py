"""What the words of a mail server mean, in a sentence for officers."""

import re

from consultation.models import Mail
from sdp_portal.templatetags.dates import day_in_words

# The first that matches counts: codes (RFC 3463), then what servers say without one, then the
# errors of our own connection.
MEANINGS = [
    (r"\b[45]\.2\.2\b|mailbox.*full|over quota", "The mailbox is full."),
    (r"\b[45]\.2\.1\b", "The mailbox is switched off."),
    (r"\b5\.1\.[0136]\b|\b5\.1\.10\b", "There is no such mailbox."),
    (r"\b5\.1\.2\b|\b[45]\.4\.4\b", "The part of the address after the @ does not exist."),
    (r"\b5\.3\.4\b", "The message was too big for their mail server."),
    (r"\b[45]\.7\.\d+\b", "Their mail server does not let our mail in."),
    (r"\b4\.4\.[17]\b", "Their mail server could not be reached for days."),
    (r"(no such|unknown) (user|person|recipient|address|mailbox)", "There is no such mailbox."),
    (r"(user|recipient|address|mailbox) (is )?(unknown|not found)", "There is no such mailbox."),
    (r"SMTPAuthenticationError", "The mail server does not accept the portal’s password."),
    (r"ConnectionRefusedError", "Nothing answers at the mail server’s address."),
    (r"gaierror", "The mail server’s name cannot be found."),
    (r"SSL", "The mail server’s certificate cannot be trusted."),
    (r"TimeoutError|timed out", "The mail server did not answer in time."),
    (r"Lost while the mail", "The connection was lost while we handed the mail over."),
    (r"ServerDisconnected|ConnectionResetError", "The mail server broke off the connection."),
    (r"^4\d\d ", "The mail server said “not now”."),
    (r"^5\d\d ", "The mail server refused it."),
]


def in_plain_words(problem: str) -> str:
    """Empty if we do not know what it means."""
    meanings = (words for sign, words in MEANINGS if re.search(sign, problem, re.IGNORECASE))
    return next(meanings, "")


def what_became_of(mail: Mail) -> str:
    """The state of a mail with its day, and in trouble with the reason."""
    match mail.state:
        case Mail.State.SENT:
            return f"Sent on {_day(mail.tried_at)}"
        case Mail.State.BOUNCED:
            state = f"Came back on {_day(mail.bounced_at)}"
        case _:
            state = mail.get_state_display()
    meaning = in_plain_words(mail.problem)
    return f"{state}. {meaning}" if meaning else state


def _day(moment):
    return day_in_words(moment, weekday=False) if moment else "an unknown day"
