"""What falls due with time is done, once, however often it is asked for."""

import datetime as dt

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from consultation.models import Follower, Mail
from consultation.responding.resume_link import ask_for_link
from site_wide import due_work
from site_wide.due_work import do_due_work
from tests.conftest import london
from tests.consultation import factories
from tests.mail_server import nobody

pytestmark = pytest.mark.django_db

AT = london("2024-04-12T10:00")  # in the last three days
CLOSES = london("2024-04-15T00:00")
MOMENT = dt.timedelta(microseconds=1)
State = Mail.State


def posted(n=1, **details):
    return factories.posted(n, at=AT, **details)


def test_mail_that_is_due_is_sent_and_no_other(mailoutbox):
    posted(1)
    posted(2, next_try_at=AT + MOMENT)
    posted(3, state=State.FAILED)

    do_due_work(at=AT)

    assert [message.to for message in mailoutbox] == [["1@example.org"]]


def test_doing_it_again_does_nothing_more(mailoutbox, public_window):
    posted(1)
    Follower.objects.create(email="al@example.org", asked_at=AT, confirmed_at=AT)
    response = factories.complete(public_window)
    early = london("2024-04-10T10:00")
    ask_for_link(response=response, email="jo@example.org", remind=True, at=early)
    factories.moved(public_window, at=AT + MOMENT, closes_at=AT + dt.timedelta(days=2))

    for minutes in range(3):
        do_due_work(at=AT + dt.timedelta(minutes=minutes, microseconds=1))

    kinds = sorted(Mail.objects.values_list("kind", flat=True))
    assert kinds == ["alert", "link", "receipt", "reminder"]
    assert len(mailoutbox) == 4


def test_without_a_mail_server_the_first_try_is_enough_for_now(settings):
    settings.EMAIL_BACKEND = "sdp_portal.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", nobody()
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    first, second = posted(1), posted(2)

    do_due_work(at=AT)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)


@pytest.mark.parametrize(
    ("since", "state"),
    [
        (dt.timedelta(minutes=15), State.UNCERTAIN),
        (dt.timedelta(minutes=15) - MOMENT, State.SENDING),
    ],
)
def test_a_mail_whose_sender_was_killed_is_uncertain_after_a_quarter_of_an_hour(since, state):
    mail = posted(state=State.SENDING, tried_at=AT - since)

    do_due_work(at=AT)

    mail.refresh_from_db()
    assert mail.state == state


@pytest.fixture
def another_process():
    """A connection of its own to the database of the tests."""
    parameters = connection.get_connection_params()
    parameters.pop("pool", None)
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as other:
        yield other


def test_while_another_process_is_at_it_nothing_is_done(another_process, mailoutbox):
    posted(1)
    another_process.execute("SELECT pg_advisory_lock(%s::bigint)", [due_work.NUMBER_OF_THE_LOCK])

    assert do_due_work(at=AT) is False
    assert mailoutbox == []
    another_process.execute("SELECT pg_advisory_unlock_all()")
    assert do_due_work(at=AT) is True
    assert len(mailoutbox) == 1


def test_a_step_that_fails_leaves_the_others_to_be_done_and_the_lock_free(
    another_process, caplog, mailoutbox
):
    with connection.cursor() as cursor:  # no alert can be posted
        cursor.execute(
            "ALTER TABLE consultation_mail ADD CONSTRAINT no_alerts CHECK (kind <> 'alert')"
        )
    Follower.objects.create(email="al@example.org", asked_at=AT, confirmed_at=CLOSES - MOMENT)
    posted(1, next_try_at=CLOSES)

    do_due_work(at=CLOSES)

    assert "Due work: alert_followers failed" in caplog.text
    assert [message.to for message in mailoutbox] == [["1@example.org"]]
    [[is_free]] = another_process.execute(
        "SELECT pg_try_advisory_lock(%s::bigint)", [due_work.NUMBER_OF_THE_LOCK]
    ).fetchall()
    assert is_free


# The command


def test_the_command_does_it_at_the_portals_moment(set_clock, mailoutbox):
    set_clock("2024-04-12T10:00:01")
    posted(1)
    posted(2, next_try_at=london("2024-04-12T11:00"))

    call_command("due_work")

    assert [message.to for message in mailoutbox] == [["1@example.org"]]
