"""What falls due with time: mail to be sent, reminders, alerts, and what is to be thrown away.

It can be done as often as one likes; the second of two at the same time leaves it to the first.
"""

import contextlib
import datetime as dt
import logging

from django.db import connection

from consultation.mail.following import alert_followers
from consultation.mail.keeping_link import remind_in_time
from consultation.mail.mailing import send
from consultation.models import EqualityForm, Follower, LinkRequest, Mail
from consultation.screening import forget_addresses
from sdp_portal.clock import LONDON

logger = logging.getLogger(__name__)

FORMS_KEPT_FOR = dt.timedelta(days=7)
UNCONFIRMED_KEPT_FOR = dt.timedelta(days=7)
NUMBER_OF_THE_LOCK = 0x5D9D0E  # any number that no other lock of this database has
UNKNOWN = "Whoever was sending it has not come back."


def do_due_work(*, at: dt.datetime) -> bool:
    """False when another process is at it."""
    with _alone() as is_alone:
        for step in STEPS if is_alone else []:
            try:
                step(at=at)
            except Exception:  # the other steps can be done all the same
                logger.exception("Due work: %s failed", step.__name__)
    return is_alone


def give_up_on_stuck_mail(*, at: dt.datetime):
    Mail.objects.stuck(at=at).update(state=Mail.State.UNCERTAIN, problem=UNKNOWN)


def send_due_mail(*, at: dt.datetime):
    """Until there is none, or no mail server: the rest then waits for the next time."""
    due = Mail.objects.due(at=at).order_by("next_try_at", "pk").values_list("pk", flat=True)
    for pk in list(due):
        if not send(pk, at=at):
            return


def throw_away(*, at: dt.datetime):
    today = at.astimezone(LONDON).date()
    forget_addresses(at=at)
    EqualityForm.objects.filter(handed_in_on__lt=today - FORMS_KEPT_FOR).delete()
    Follower.objects.unconfirmed().filter(asked_at__lte=at - UNCONFIRMED_KEPT_FOR).delete()
    LinkRequest.objects.of_no_use().delete()
    # Receipts and invitations stay: their addresses stand in the response or invitation as well.
    lasting = [Mail.Kind.RECEIPT, Mail.Kind.INVITATION]
    Mail.objects.done_with(at=at).exclude(kind__in=lasting).delete()


STEPS = [remind_in_time, alert_followers, give_up_on_stuck_mail, send_due_mail, throw_away]


@contextlib.contextmanager
def _alone():
    """Holds PostgreSQL's advisory lock, which is let go of however the process ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER_OF_THE_LOCK])
        [is_alone] = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER_OF_THE_LOCK])
