"""Officers hear of a mail server that is down, and dismiss what can no longer be helped."""

import datetime as dt

import pytest
from django.db import IntegrityError

from consultation.models import Mail
from consultation.notifications.plain_words import in_plain_words
from consultation.notifications.sending import send
from sdp_portal import clock
from tests.conftest import london
from tests.consultation import factories
from tests.mail_server import HOST, Postbox, mail_server, nobody
from tests.strategy.reading import Page

LIST = "/admin/consultation/mail/"
AT = london("2024-04-10T09:00")
State = Mail.State

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


def first_screen(client):
    return Page(client.get("/admin/")).text


def dismiss(client, *mails, **fields):
    data = {"action": "dismiss", "_selected_action": [mail.pk for mail in mails]}
    return Page(client.post(LIST, data | fields, follow=True))


# A mail server that is down


@pytest.fixture
def over_smtp(settings):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "sdp_portal.mail_server.EmailBackend", HOST
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False


@pytest.mark.usefixtures("over_smtp")
def test_the_first_screen_says_that_it_is_down_since_when_and_what_to_do(admin_client, settings):
    settings.EMAIL_PORT = nobody()
    for n in (1, 2):
        send(factories.posted(n, at=AT).pk, at=clock.now())

    text = first_screen(admin_client)

    assert "2 messages cannot be sent now" in text
    assert "The oldest was written at 9am on Wednesday 10 April 2024" in text
    assert "Nothing answers at the mail server’s address." in text
    assert "ConnectionRefusedError" in text
    assert "Tell whoever runs the portal." in text


@pytest.mark.usefixtures("over_smtp")
def test_once_it_is_up_again_the_first_screen_says_nothing(admin_client, settings):
    settings.EMAIL_PORT = nobody()
    mail = factories.posted(1, at=AT)
    send(mail.pk, at=clock.now())
    with mail_server(Postbox()) as settings.EMAIL_PORT:
        send(mail.pk, at=clock.now())

    assert "cannot be sent" not in first_screen(admin_client)


def test_mail_that_nobody_tries_to_send_is_said_too(admin_client, set_clock):
    factories.posted(1, at=AT)

    set_clock("2024-04-10T09:10")

    assert "the program that sends mail has probably stopped" in first_screen(admin_client)


@pytest.mark.parametrize(
    ("minutes", "attempts", "problem", "is_held_up"),
    [
        (9, 0, "", False),
        (10, 0, "", True),
        (0, 1, "ConnectionRefusedError: …", True),
        (0, 1, "451 Greylisted", False),
        (0, 2, "451 Greylisted", False),
        (0, 3, "451 Greylisted", True),
    ],
)
def test_a_server_that_says_not_now_once_or_twice_is_not_down(
    minutes, attempts, problem, is_held_up
):
    factories.posted(1, at=AT, attempts=attempts, problem=problem)

    held_up = Mail.objects.held_up(at=AT + dt.timedelta(minutes=minutes))

    assert held_up.exists() is is_held_up


@pytest.mark.parametrize("state", [s for s in State if s not in (State.WAITING, State.BOUNCED)])
def test_only_mail_that_waits_is_held_up(state):
    factories.posted(1, at=AT, state=state, attempts=5)

    assert not Mail.objects.held_up(at=AT + dt.timedelta(days=1)).exists()


@pytest.mark.parametrize(
    ("said", "meaning"),
    [
        ("550 5.1.1 <jo@example.org>: nope", "There is no such mailbox."),
        ("550 No such user here", "There is no such mailbox."),
        ("552 5.2.2 Over quota", "The mailbox is full."),
        ("550 5.7.26 DMARC", "Their mail server does not let our mail in."),
        (
            "SMTPAuthenticationError: (535, b'no')",
            "The mail server does not accept the portal’s password.",
        ),
        ("554 We do not want this", "The mail server refused it."),
        ("Whoever was sending it has not come back.", ""),
        ("", ""),
    ],
)
def test_what_a_server_says_is_put_in_plain_words(said, meaning):
    assert in_plain_words(said) == meaning


# Dismissing


def failed(n=1):
    return factories.posted(n, at=AT, state=State.FAILED, problem="550 5.1.1 No such person")


def test_dismissed_mail_leaves_the_first_screen_and_stays_in_the_list(admin_client):
    mail = failed()

    page = dismiss(admin_client, mail, confirmed="Dismiss", because="Rang her – she’ll reply 👍")

    assert "1 dismissed." in page.text
    assert "Mail that did not arrive" not in first_screen(admin_client)
    listed = Page(admin_client.get(LIST)).text
    assert "Refused. There is no such mailbox." in listed
    assert "Dismissed on 10 April 2024 by officer: Rang her – she’ll reply 👍" in listed


def test_the_first_press_asks_why(admin_client):
    mail = failed()

    page = dismiss(admin_client, mail)

    mail.refresh_from_db()
    assert (
        "1 email didn’t arrive. Once you dismiss it, the first screen no longer shows it."
        in page.text
    )
    assert not mail.is_dismissed


@pytest.mark.parametrize(
    ("because", "sentence"),
    [
        ("", "Say why nothing more is to be done about it."),
        (" ", "Say why nothing more is to be done about it."),
        ("x" * 201, "at most 200 characters"),
        ("a\nb\x07", "Remove the line break"),
    ],
)
def test_without_a_fitting_reason_it_stays(admin_client, because, sentence):
    mail = failed()

    page = dismiss(admin_client, mail, confirmed="Dismiss", because=because)

    mail.refresh_from_db()
    assert sentence in page.text
    assert not mail.is_dismissed


@pytest.mark.parametrize("state", [State.WAITING, State.SENT])
def test_what_is_in_no_trouble_cannot_be_dismissed(admin_client, state):
    mail = factories.posted(1, state=state)

    page = dismiss(admin_client, mail, confirmed="Dismiss", because="Why not")

    mail.refresh_from_db()
    assert "can be dismissed." in page.text
    assert not mail.is_dismissed


def test_dismissed_mail_can_be_sent_again_and_is_dismissed_no_more(
    admin_client, mailoutbox, django_capture_on_commit_callbacks
):
    mail = failed()
    dismiss(admin_client, mail, confirmed="Dismiss", because="Wrong address")

    with django_capture_on_commit_callbacks(execute=True):
        data = {"action": "send_again", "_selected_action": [mail.pk], "confirmed": "Send"}
        admin_client.post(LIST, data)

    mail.refresh_from_db()
    assert (mail.state, mail.is_dismissed, mail.dismissed_because) == (State.SENT, False, "")
    assert len(mailoutbox) == 1


def test_the_list_can_be_filtered_by_trouble(admin_client):
    dismiss(admin_client, failed(1), confirmed="Dismiss", because="Gone")
    failed(2)

    def listed(trouble):
        page = admin_client.get(f"{LIST}?trouble={trouble}")
        return [mail.to for mail in page.context["cl"].result_list]

    assert listed("open") == ["2@example.org"]
    assert listed("dismissed") == ["1@example.org"]
    assert listed("nonsense") == []


def test_the_database_holds_that_a_dismissal_has_somebody_and_a_reason(admin_user):
    mail = failed()

    with pytest.raises(IntegrityError):
        Mail.objects.filter(pk=mail.pk).update(dismissed_at=AT, dismissed_by=admin_user)


def test_analysts_cannot_dismiss(client):
    client.force_login(factories.officer("Analyst"))
    mail = failed()

    dismiss(client, mail, confirmed="Dismiss", because="Gone")

    mail.refresh_from_db()
    assert not mail.is_dismissed
