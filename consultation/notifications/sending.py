"""Sends a posted mail once. A failure affects nothing else.

The state of a mail is saved before each step. If we know that the server did not accept the mail,
we try again later. If the server refused it, or may have accepted it without confirming, the mail
waits for an officer.
"""

import contextlib
import datetime as dt
import logging
import smtplib
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django_tasks import task

from consultation.models import Mail
from consultation.notifications.composing import NotNeededError, compose
from sdp_portal import clock, keys, partnership
from sdp_portal.clock import LONDON
from sdp_portal.database.outage import LOST
from sdp_portal.keys import WrongKeyError
from sdp_portal.mail_settings import has_mail_server

logger = logging.getLogger(__name__)

State = Mail.State
# Waits after the first try, the second and so on. After the last the mail has failed.
WAITS = [
    dt.timedelta(minutes=1),
    dt.timedelta(minutes=5),
    dt.timedelta(minutes=30),
    dt.timedelta(hours=2),
    dt.timedelta(hours=6),
    dt.timedelta(hours=24),
]
LONGEST_PROBLEM = 1000


@task()
def send_mail(pk: int):
    send(pk, at=clock.now())


def send(pk: int, *, at: dt.datetime) -> bool:
    """Send the mail unless another process does so or did so. False if no server was reached."""
    try:
        mail, words = _claim(pk, at)
    except NotNeededError as reason:
        _do_not_send(pk, State.NOT_NEEDED, str(reason), at)
        return True
    except LOST:
        raise  # the database is down, so the mail waits
    except Exception as error:  # every fault is recorded, and the mail stays
        if isinstance(error, WrongKeyError) and keys.problem():
            raise  # the right key file is missing, so the mail waits
        logger.exception("Mail %s could not be written", pk)
        _do_not_send(pk, State.FAILED, f"We could not write it. {type(error).__name__}", at)
        return True
    if mail is None:
        return True
    connection = get_connection()
    try:
        message = _message(mail, words, connection, at)
        connection.open()
        connection.send_messages([message])
    except Exception as error:  # every fault is recorded, and the mail stays
        return _record_failure(mail, error, getattr(connection, "has_handed_over", False), at)
    finally:
        with contextlib.suppress(Exception):  # the mail was accepted or refused before this
            connection.close()
    _save_state(mail, State.SENT if has_mail_server() else State.UNSENT)
    return True


def send_again(*, mail: Mail, at: dt.datetime) -> bool:
    """Queue a mail that did not arrive or may not have. False for any other.

    It keeps its Message-ID, so that mail programs show it once.
    """
    undelivered = Mail.objects.undelivered().filter(pk=mail.pk)
    not_dismissed = {"dismissed_at": None, "dismissed_by": None, "dismissed_because": ""}
    if not undelivered.update(state=State.WAITING, attempts=0, next_try_at=at, **not_dismissed):
        return False
    send_after_commit(mail)
    return True


def send_after_commit(mail: Mail):
    """If this fails, the next run of `due_work` sends the mail."""
    transaction.on_commit(lambda: send_mail.enqueue(mail.pk), robust=True)


@transaction.atomic
def _claim(pk, at):
    """Reserve the mail for this process. Returns the mail and its text, or (None, None) if it is
    not waiting. If the text cannot be written, the mail stays as it was."""
    waiting = Mail.objects.filter(pk=pk, state=State.WAITING)
    mail = waiting.select_for_update(skip_locked=True).first()
    if mail is None:
        return None, None
    words = compose(mail)
    mail.state = State.SENDING
    mail.attempts += 1
    mail.tried_at = at
    mail.save(update_fields=["state", "attempts", "tried_at"])
    return mail, words


def _do_not_send(pk, state, problem, at):
    Mail.objects.filter(pk=pk, state=State.WAITING).update(
        state=state, problem=problem, tried_at=at
    )


def _message(mail, words, connection, at):
    headers = {
        "Message-ID": f"<{mail.message_id}@{urlsplit(settings.PORTAL_URL).hostname}>",
        "Date": format_datetime(at.astimezone(LONDON)),
        "Auto-Submitted": "auto-generated",  # RFC 3834: asks for no automatic reply
    }
    if words.unsubscribe_url:  # RFC 8058
        headers["List-Unsubscribe"] = f"<{words.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        words.subject,
        words.text,
        partnership.mail_sender(),
        [mail.to],
        reply_to=[words.reply_to] if words.reply_to else None,
        headers=headers,
        connection=connection,
    )
    message.attach_alternative(words.html, "text/html")
    return message


def _record_failure(mail, error, handed_over, at):
    """Record why the mail was not accepted. False if no server was reached."""
    code, words = _reply(error)
    if code >= 500 or (isinstance(error, ValueError) and not isinstance(error, OSError)):
        _save_state(mail, State.FAILED, problem=words)
    elif code < 400 and handed_over:
        _save_state(mail, State.UNCERTAIN, problem=f"Lost while the mail was handed over. {words}")
    elif mail.attempts > len(WAITS):
        _save_state(mail, State.FAILED, problem=f"Tried {mail.attempts} times. {words}")
    else:
        next_try_at = at + WAITS[mail.attempts - 1]
        _save_state(mail, State.WAITING, problem=words, next_try_at=next_try_at)
    return code >= 400 or not isinstance(error, OSError)


def _reply(error) -> tuple[int, str]:
    """The server's reply about this mail: its code (0 without a reply) and its text."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            code, words = error.smtp_code, error.smtp_error
        case _:  # about the server, its certificate or our password: officers may fix it
            return 0, f"{type(error).__name__}: {error}"
    words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return code, f"{code} {words}"


def _save_state(mail, state, *, problem="", **fields):
    problem = problem.replace("\0", "")[:LONGEST_PROBLEM]
    being_sent = Mail.objects.filter(pk=mail.pk, state=State.SENDING)
    being_sent.update(state=state, problem=problem, **fields)
