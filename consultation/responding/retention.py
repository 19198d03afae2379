"""Delete data at the end of its retention period. Each function is a step of the scheduled work.

Sent responses are never touched here. The privacy and cookies pages state the periods, and tests
check that they match the code.
"""

import datetime as dt
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django_tasks_db.models import DBTaskResult

from consultation.equality.ballots import forget_equality_forms
from consultation.models import Follower, LinkRequest, Mail, Response

UNCONFIRMED_KEPT_FOR = dt.timedelta(days=7)
TASK_RESULTS_KEPT_FOR = dt.timedelta(days=7)
SHARED_CACHE = settings.CACHES["default"]["LOCATION"]


def forget_abandoned_responses(*, at: dt.datetime):
    """Delete unsent responses that nobody touched for 30 days, and the mail about them.

    An unsent change is deleted too; the version sent before it stays.
    """
    for pk in list(Response.objects.abandoned(at=at).order_by("pk").values_list("pk", flat=True)):
        _forget_response(pk, at)


@transaction.atomic
def _forget_response(pk, at):
    """Does nothing if somebody sends or touches it at this moment."""
    abandoned = Response.objects.abandoned(at=at)
    for response in abandoned.select_for_update(of=["self"]).filter(pk=pk):
        Mail.objects.filter(link_request__response=response).delete()
        response.delete()


def forget_addresses_for_links(*, at: dt.datetime):
    LinkRequest.objects.of_no_use(at=at).delete()


@transaction.atomic
def forget_unconfirmed_followers(*, at: dt.datetime):
    """Also the mail to them, because it contains their addresses."""
    old = Follower.objects.unconfirmed().filter(asked_at__lte=at - UNCONFIRMED_KEPT_FOR)
    Mail.objects.filter(follower__in=old).delete()
    old.delete()


def forget_old_mail(*, at: dt.datetime):
    """Receipts and invitations stay: the response or invitation has the same address."""
    lasting = [Mail.Kind.RECEIPT, Mail.Kind.INVITATION, Mail.Kind.INVITATION_REMINDER]
    Mail.objects.done_with(at=at).exclude(kind__in=lasting).delete()


def forget_ended_sessions(*, at: dt.datetime):
    """A session stores its own expiry, which follows the real clock, not `at`."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


def forget_task_results(*, at: dt.datetime):
    DBTaskResult.objects.finished().filter(finished_at__lte=at - TASK_RESULTS_KEPT_FOR).delete()


def forget_expired_cache(*, at: dt.datetime):
    """Django deletes expired rows only once the table is full."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(SHARED_CACHE)
        cursor.execute(f"DELETE FROM {table} WHERE expires <= %s", [at])  # noqa: S608 a name of ours


THROWN_AWAY = [
    forget_abandoned_responses,
    forget_addresses_for_links,
    forget_unconfirmed_followers,
    forget_old_mail,
    forget_equality_forms,
    forget_ended_sessions,
    forget_task_results,
    forget_expired_cache,
]
