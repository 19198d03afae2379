"""Scheduled work: sending mail, reminders and alerts, finding campaigns, and deleting old
data.

It can run at any time and as often as you like. If two processes start it, the second does nothing.
"""

import datetime as dt
import logging

from django.db import connection

from consideration.campaigns.finding import find_campaigns
from consultation.equality.ballots import count_equality_answers
from consultation.models import Mail
from consultation.notifications.bounce_mailbox import read_bounce_mailbox
from consultation.notifications.sending import send
from consultation.responding.resume_link import remind_in_time
from consultation.responding.retention import THROWN_AWAY
from site_wide.alerts import alert_followers

logger = logging.getLogger(__name__)

NUMBER_OF_THE_LOCK = 0x5D9D0E  # any number that no other advisory lock of this database uses
UNKNOWN = "Whoever was sending it has not come back."


def do_due_work(*, at: dt.datetime) -> bool:
    """Run all steps. Returns False if another process is already running them."""
    # PostgreSQL releases the lock even if the process is killed.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [NUMBER_OF_THE_LOCK])
        [is_alone] = cursor.fetchone()
    if not is_alone:
        return False
    try:
        for step in STEPS:
            try:
                step(at=at)
            except Exception:  # the other steps must still run
                logger.exception("Due work: %s failed", step.__name__)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [NUMBER_OF_THE_LOCK])
    return True


def give_up_on_stuck_mail(*, at: dt.datetime):
    Mail.objects.stuck(at=at).update(state=Mail.State.UNCERTAIN, problem=UNKNOWN)


def send_due_mail(*, at: dt.datetime):
    """Send until nothing is due or the mail server does not answer. The rest waits."""
    due = Mail.objects.due(at=at).order_by("next_try_at", "pk").values_list("pk", flat=True)
    for pk in list(due):
        if not send(pk, at=at):
            return


STEPS = [
    remind_in_time,
    alert_followers,
    give_up_on_stuck_mail,
    send_due_mail,
    read_bounce_mailbox,
    count_equality_answers,
    *THROWN_AWAY,
    find_campaigns,  # last: after a large import it takes minutes
]
