"""Sending mail, against a real server that accepts, refuses, delays and drops."""

import contextlib
import datetime as dt

import pytest
from django.test import override_settings
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from consultation.models import Follower, LinkRequest, Mail
from consultation.notifications import sending
from consultation.responding.submission import submit_response
from sdp_portal import keys
from site_wide.events import events
from tests.conftest import london
from tests.consultation import factories
from tests.mail_server import HOST, Postbox, mail_server, nobody, silent_server

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
State = Mail.State


@pytest.fixture(autouse=True)
def over_smtp(settings):
    settings.EMAIL_BACKEND = "sdp_portal.mail_server.EmailBackend"
    settings.EMAIL_HOST = HOST
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.PORTAL_URL = "https://strategy.example"
    settings.DEFAULT_FROM_EMAIL = "Safe Durham Partnership <portal@strategy.example>"


@pytest.fixture
def serve(settings):
    """`with serve(RCPT="550 No such person") as postbox:`"""

    @contextlib.contextmanager
    def running(**replies):
        postbox = Postbox(**replies)
        with mail_server(postbox) as settings.EMAIL_PORT:
            yield postbox

    return running


def posted(n=1, **details):
    return factories.posted(n, at=AT, **{"to": "jo@example.org"} | details)


def tried(mail, *, at=AT):
    sending.send(mail.pk, at=at)
    mail.refresh_from_db()
    return mail


@pytest.mark.parametrize("file", [None, "another"])
def test_while_its_key_is_away_a_mail_waits(serve, settings, tmp_path, file):
    mail = posted()
    right = settings.PORTAL_KEYS
    settings.PORTAL_KEYS = tmp_path / "keys"
    if file:
        settings.PORTAL_KEYS.write_text(keys.new_key())
    keys.forget_keys()

    with serve() as postbox:
        with pytest.raises(keys.WrongKeyError):
            tried(mail)
        mail.refresh_from_db()
        state = mail.state
        settings.PORTAL_KEYS = right
        keys.forget_keys()
        tried(mail)

    assert (state, mail.state) == (State.WAITING, State.SENT)
    assert len(postbox.messages) == 1


# Accepted


def test_a_mail_arrives_as_plain_text_and_html(serve):
    with serve() as postbox:
        mail = tried(posted())

    assert (mail.state, mail.attempts, mail.problem) == (State.SENT, 1, "")
    [message] = postbox.messages
    assert message["To"] == "jo@example.org"
    assert message["From"] == "Safe Durham Partnership <portal@strategy.example>"
    reference = mail.response.reference
    assert message["Subject"] == f"We have received your response {reference}"
    assert message["Message-ID"] == "<1@strategy.example>"
    assert message["Date"] == "Wed, 10 Apr 2024 10:00:00 +0100"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == mail.response.consultation.email
    assert message["List-Unsubscribe"] is None
    assert f"Your reference: {reference}" in message.get_body(["plain"]).get_content()
    assert reference in message.get_body(["html"]).get_content()
    assert mail.response.receipt_url() in message.get_body(["plain"]).get_content()


def test_replies_to_every_mail_about_a_consultation_go_to_its_address(
    serve, public_window, invited_window
):
    response = factories.unsent(public_window)
    asked = LinkRequest.objects.create(response=response, email="jo@example.org", asked_at=AT)
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT, confirmed_at=AT)
    opened = f"window-{public_window.pk}-opened"
    with serve() as postbox:
        tried(posted(1, kind=Mail.Kind.LINK, link_request=asked))
        tried(posted(2, kind=Mail.Kind.REMINDER, link_request=asked))
        tried(posted(3, kind=Mail.Kind.INVITATION, invitation=factories.invited(invited_window)))
        tried(posted(4, kind=Mail.Kind.ALERT, follower=follower, event=opened))

    assert {message["Reply-To"] for message in postbox.messages} == {
        public_window.consultation.email
    }
    assert len(postbox.messages) == 4
    for message in postbox.messages[:3]:
        assert "You can also reply to this message." in message.get_body(["plain"]).get_content()


def test_a_confirmation_of_alerts_is_about_no_consultation(serve):
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT)
    with serve() as postbox:
        tried(posted(kind=Mail.Kind.CONFIRMATION, follower=follower))

    assert postbox.messages[0]["Reply-To"] is None


def test_an_alert_can_be_stopped_with_one_click(serve):
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT, confirmed_at=AT)
    news = events(at=AT)[0]
    with serve() as postbox:
        tried(posted(kind=Mail.Kind.ALERT, follower=follower, event=news.id))

    [message] = postbox.messages
    assert message["Subject"].strip() == news.title
    stop = f"https://strategy.example/follow/{follower.token}/stop/"
    assert message["List-Unsubscribe"].strip() == f"<{stop}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "text", ["🚔 Größe \u202e <b> Robert'); DROP TABLE--", ".\n..", "x" * 5000, "’ “ –"]
)
def test_whatever_the_words_are_they_arrive(serve, invited_window, text):
    invited_window.asked = text
    invited_window.save()
    invitation = factories.invited(invited_window)
    with serve() as postbox:
        mail = tried(posted(kind=Mail.Kind.INVITATION, invitation=invitation))

    assert mail.state == State.SENT
    arrived = postbox.messages[0].get_body(["plain"]).get_content()
    assert "\n".join(text.splitlines()) in "\n".join(arrived.splitlines())


def test_an_address_in_a_domain_with_umlauts_is_written_as_servers_know_it(serve):
    with serve() as postbox:
        mail = tried(posted(to="jo@exämple.org"))

    assert mail.state == State.SENT
    assert postbox.messages[0]["To"] == "jo@xn--exmple-cua.org"


def test_a_mail_that_was_sent_is_not_sent_again(serve):
    with serve() as postbox:
        mail = tried(tried(posted()))

    assert (mail.state, mail.attempts) == (State.SENT, 1)
    assert len(postbox.messages) == 1


@pytest.mark.parametrize("state", [s for s in State if s != State.WAITING])
def test_only_a_mail_that_waits_is_sent(serve, state):
    with serve() as postbox:
        mail = tried(posted(state=state, bounced_at=AT if state == State.BOUNCED else None))

    assert (mail.state, mail.attempts) == (state, 0)
    assert postbox.asked == []


def test_a_mail_that_is_gone_is_no_trouble():
    assert sending.send(0, at=AT) is True


# What it is about is gone, or it cannot be written


def _unsent_with_link(window):
    response = factories.unsent(window)
    asked = LinkRequest.objects.create(response=response, email="jo@example.org", asked_at=AT)
    return response, asked


@pytest.mark.parametrize("kind", [Mail.Kind.LINK, Mail.Kind.REMINDER])
def test_a_response_thrown_away_sends_nothing_more(serve, public_window, kind):
    response, asked = _unsent_with_link(public_window)
    mail = posted(kind=kind, link_request=asked)
    response.delete()

    with serve() as postbox:
        tried(mail)

    assert postbox.asked == []
    assert (mail.state, mail.attempts) == (State.NOT_NEEDED, 0)
    assert "sent or deleted" in mail.problem


def test_a_follower_who_is_gone_gets_nothing(serve):
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT)
    mail = posted(kind=Mail.Kind.CONFIRMATION, follower=follower)
    follower.delete()

    with serve() as postbox:
        tried(mail)

    assert postbox.asked == []
    assert mail.state == State.NOT_NEEDED


def test_a_revoked_invitation_is_not_sent(serve, invited_window):
    invitation = factories.invited(invited_window)
    mail = posted(kind=Mail.Kind.INVITATION, invitation=invitation)
    factories.revoked(invitation)

    with serve() as postbox:
        tried(mail)

    assert postbox.asked == []
    assert mail.state == State.NOT_NEEDED


def test_news_that_was_taken_back_is_not_sent(serve):
    follower = Follower.objects.create(email="jo@example.org", asked_at=AT, confirmed_at=AT)
    mail = posted(kind=Mail.Kind.ALERT, follower=follower, event="change-0")

    with serve() as postbox:
        tried(mail)

    assert postbox.asked == []
    assert mail.state == State.NOT_NEEDED


def test_a_mail_that_cannot_be_written_stays_with_a_word_for_officers(serve, settings, caplog):
    first, second = posted(1), posted(2)
    without_templates = [settings.TEMPLATES[0] | {"DIRS": []}]

    with serve() as postbox:
        with override_settings(TEMPLATES=without_templates):
            assert sending.send(first.pk, at=AT) is True
        assert sending.send(second.pk, at=AT) is True

    first.refresh_from_db()
    assert first.state == State.FAILED
    assert first.problem == "We could not write it. TemplateDoesNotExist"
    assert "could not be written" in caplog.text
    assert len(postbox.messages) == 1


# Refused


def test_a_refused_address_fails_with_the_servers_words(serve):
    with serve(RCPT="550 5.1.1 No such person here") as postbox:
        mail = tried(posted())

    assert mail.state == State.FAILED
    assert mail.problem == "550 5.1.1 No such person here"
    assert postbox.messages == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_a_refusal_at_any_step_is_not_repeated(serve, command):
    with serve(**{command: "554 We do not want this"}):
        mail = tried(posted())

    assert (mail.state, mail.problem) == (State.FAILED, "554 We do not want this")


@pytest.mark.parametrize("to", ["jo@example.org\nBcc: everybody@example.org", "jo\r@example.org"])
def test_an_address_with_a_line_break_fails_and_nothing_is_said_to_the_server(serve, to):
    with serve() as postbox:
        mail = tried(posted(to=to))

    assert mail.state == State.FAILED
    assert postbox.messages == []


# Later


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["451 Try again later", "421 Too busy"])
def test_what_the_server_cannot_take_now_is_tried_again_in_a_minute(serve, command, reply):
    with serve(**{command: reply}):
        mail = tried(posted())

    assert (mail.state, mail.problem) == (State.WAITING, reply)
    assert mail.next_try_at == AT + dt.timedelta(minutes=1)


def test_without_a_server_it_is_tried_again(settings):
    settings.EMAIL_PORT = nobody()

    mail = tried(posted())

    assert mail.state == State.WAITING
    assert "ConnectionRefusedError" in mail.problem


def test_a_server_that_never_greets_is_given_up_for_now(settings):
    settings.EMAIL_TIMEOUT = 0.05
    with silent_server() as settings.EMAIL_PORT:
        mail = tried(posted())

    assert mail.state == State.WAITING
    assert "timed out" in mail.problem


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_a_connection_lost_before_the_mail_was_handed_over_is_tried_again(serve, command):
    with serve(**{command: "drop"}) as postbox:
        mail = tried(posted())

    assert (mail.state, postbox.messages) == (State.WAITING, [])


def test_each_try_waits_longer_and_the_last_one_fails(settings):
    settings.EMAIL_PORT = nobody()
    mail, at, waited = posted(), AT, []
    while tried(mail, at=at).state == State.WAITING:
        waited.append((mail.next_try_at - at) / dt.timedelta(minutes=1))
        at = mail.next_try_at

    assert waited == [1, 5, 30, 2 * 60, 6 * 60, 24 * 60]
    assert mail.state == State.FAILED
    assert mail.problem.startswith("Tried 7 times. ConnectionRefusedError")


def test_a_wrong_password_is_for_us_to_mend_so_the_mail_waits(serve, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "portal", "wrong"
    with serve() as postbox:
        mail = tried(posted())

    assert mail.state == State.WAITING
    assert postbox.asked == []


def test_a_server_that_cannot_be_reached_is_told_apart_from_one_that_answers(serve, settings):
    settings.EMAIL_PORT = nobody()
    assert sending.send(posted(1).pk, at=AT) is False

    with serve(RCPT="451 Later"):
        assert sending.send(posted(2).pk, at=AT) is True


# Uncertain


def test_a_connection_lost_after_the_mail_was_handed_over_is_not_repeated(serve):
    with serve(DATA="drop") as postbox:
        mail = tried(tried(posted()))

    assert mail.state == State.UNCERTAIN
    assert mail.problem.startswith("Lost while the mail was handed over.")
    assert len(postbox.messages) == mail.attempts == 1


def test_an_officer_can_have_it_sent_again_under_the_same_id(
    serve, django_capture_on_commit_callbacks
):
    with serve(DATA="drop"):
        mail = tried(posted())

    with serve() as postbox, django_capture_on_commit_callbacks(execute=True):
        assert sending.send_again(mail=mail, at=AT)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (State.SENT, 1)
    assert postbox.messages[0]["Message-ID"] == "<1@strategy.example>"


@pytest.mark.parametrize("state", [State.WAITING, State.SENDING, State.SENT])
def test_what_is_in_no_trouble_is_not_sent_again(state):
    mail = posted(state=state)

    assert not sending.send_again(mail=mail, at=london("2024-04-11T10:00"))
    mail.refresh_from_db()
    assert (mail.state, mail.next_try_at) == (state, AT)


@pytest.mark.parametrize("words", [b"550 \x00\xff" + b"x" * 400, b"550 " + b"<b>" * 20])
def test_whatever_the_server_says_can_be_kept(serve, words):
    with serve(RCPT=words.decode("latin-1").replace("\x00", "\x01")):
        mail = tried(posted())

    assert mail.state == State.FAILED
    assert mail.problem.startswith("550 ")


# As in production: the page is answered, and a worker sends


@pytest.fixture
def work(settings):
    """What `manage.py db_worker` does, which itself would close the connection of the test."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="a worker",
        excluded_queue_names=[],
    )

    def until_nothing_is_left():
        while job := DBTaskResult.objects.ready().get_locked():
            job.claim(worker.worker_id)
            worker.run_task(job)
            job.refresh_from_db()
            assert job.status == "SUCCESSFUL"

    return until_nothing_is_left


@pytest.fixture
def submit(public_window, django_capture_on_commit_callbacks):
    def submit():
        response = factories.complete(public_window, email="jo@example.org")
        with django_capture_on_commit_callbacks(execute=True):
            submit_response(response=response, at=AT)

    return submit


def test_the_worker_sends_what_was_posted(work, serve, submit):
    with serve() as postbox:
        submit()
        assert postbox.asked == []

        work()

    assert Mail.objects.get().state == State.SENT
    assert [message["To"] for message in postbox.messages] == ["jo@example.org"]


def test_a_mail_server_that_hangs_holds_no_page(work, settings, submit):
    with silent_server() as settings.EMAIL_PORT:
        submit()

    mail = Mail.objects.get()
    assert (mail.state, mail.attempts) == (State.WAITING, 0)
    assert DBTaskResult.objects.count() == 1


def test_two_jobs_for_the_same_mail_send_it_once(work, serve, submit):
    submit()
    sending.send_mail.enqueue(Mail.objects.get().pk)

    with serve() as postbox:
        work()

    assert len(postbox.messages) == 1
