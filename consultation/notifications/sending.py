"""Sending a mail that has been posted: once, and so that whatever goes wrong harms nothing else.

What is done about a mail stands in the database before it is done. A mail of which it is certain
that it was not taken is tried again later; one that the server refused, or that may be on its way
although nobody confirmed it, waits for an officer.
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
from sdp_portal import clock, keys
from sdp_portal.clock import LONDON
from sdp_portal.database.outage import LOST
from sdp_portal.keys import WrongKeyError

logger = logging.getLogger(__name__)

State = Mail.State
# After the first try, the second and so on; after the last of them the mail has failed.
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
    """Send the mail unless another process does, or has; False when no server could be reached."""
    try:
        mail, words = _claim(pk, at)
    except NotNeededError as reason:
        _do_not_send(pk, State.NOT_NEEDED, str(reason), at)
        return True
    except LOST:
        raise  # the database is away, and the mail waits
    except Exception as error:  # whatever it is, it is noted, and the mail stays
        if isinstance(error, WrongKeyError) and keys.problem():
            raise  # the right file of keys is away, and the mail waits
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
    except Exception as error:  # whatever it is, it is noted and the mail stays
        return _note(mail, error, getattr(connection, "has_handed_over", False), at)
    finally:
        with contextlib.suppress(Exception):  # the mail has been taken, or has not
            connection.close()
    _keep(mail, State.SENT)
    return True


def send_again(*, mail: Mail, at: dt.datetime) -> bool:
    """Put a mail that failed, or may not have arrived, among those to be sent; False if it is
    neither any more. It keeps its Message-ID, by which mail programs show it once."""
    in_trouble = Mail.objects.in_trouble().filter(pk=mail.pk)
    if not in_trouble.update(state=State.WAITING, attempts=0, next_try_at=at):
        return False
    send_after_commit(mail)
    return True


def send_after_commit(mail: Mail):
    """If that should fail, the next due work sends it (`due_work.py`)."""
    transaction.on_commit(lambda: send_mail.enqueue(mail.pk), robust=True)


@transaction.atomic
def _claim(pk, at):
    """The mail, which nobody else sends from now on, and its words; nothing where it is not to be
    sent. Where it cannot be written, it is left as it was."""
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
        "Auto-Submitted": "auto-generated",  # RFC 3834: no answer by a machine is wanted
    }
    if words.unsubscribe_url:  # RFC 8058
        headers["List-Unsubscribe"] = f"<{words.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        words.subject, words.text, to=[mail.to], headers=headers, connection=connection
    )
    message.attach_alternative(words.html, "text/html")
    return message


def _note(mail, error, handed_over, at):
    """Keep what became of a mail that was not simply taken; False when no server was there."""
    code, words = _answer(error)
    if code >= 500 or (isinstance(error, ValueError) and not isinstance(error, OSError)):
        _keep(mail, State.FAILED, problem=words)
    elif code < 400 and handed_over:
        _keep(mail, State.UNCERTAIN, problem=f"Lost while the mail was handed over. {words}")
    elif mail.attempts > len(WAITS):
        _keep(mail, State.FAILED, problem=f"Tried {mail.attempts} times. {words}")
    else:
        next_try_at = at + WAITS[mail.attempts - 1]
        _keep(mail, State.WAITING, problem=words, next_try_at=next_try_at)
    return code >= 400 or not isinstance(error, OSError)


def _answer(error) -> tuple[int, str]:
    """What the server said about this mail: the code, 0 when it said nothing, and the words."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, words = next(iter(error.recipients.values()))
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            code, words = error.smtp_code, error.smtp_error
        case _:  # about the server, its certificate or our password, so that it may be mended
            return 0, f"{type(error).__name__}: {error}"
    words = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
    return code, f"{code} {words}"


def _keep(mail, state, *, problem="", **fields):
    problem = problem.replace("\0", "")[:LONGEST_PROBLEM]
    being_sent = Mail.objects.filter(pk=mail.pk, state=State.SENDING)
    being_sent.update(state=state, problem=problem, **fields)
