"""Following by mail: asked for, confirmed, and stopped with one click."""

import datetime as dt

import pytest
from django.test import Client

from consultation.models import Follower, Mail
from consultation.notifications.composing import compose
from consultation.notifications.followers import ask_to_follow, confirm, stop_following
from site_wide.alerts import alert_followers
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-04-10T10:00")
CLOSES = london("2024-04-15T00:00")
JO = "jo@example.org"
Kind = Mail.Kind


@pytest.fixture(autouse=True)
def portal_url(settings):
    settings.PORTAL_URL = "https://strategy.example"


def follower(email=JO, *, confirmed_at=AT):
    return Follower.objects.create(email=email, asked_at=AT, confirmed_at=confirmed_at)


def alerts():
    return Mail.objects.filter(kind=Kind.ALERT)


# Asking


def test_who_asks_gets_a_mail_with_a_link_to_confirm(client):
    answer = client.post("/follow/", {"email": JO})

    assert (answer.status_code, answer["Location"]) == (302, "/follow/asked/")
    asked = Follower.objects.get()
    assert (asked.email, asked.confirmed_at) == (JO, None)
    mail = Mail.objects.get()
    composed = compose(mail)
    assert (mail.kind, mail.to) == (Kind.CONFIRMATION, JO)
    assert composed.subject == "Do you want our alerts?"
    for words in (composed.text, composed.html):
        assert f"https://strategy.example/follow/{asked.token}/" in words


@pytest.mark.parametrize("state", ["unknown", "asked", "confirmed", "too often"])
def test_the_answer_does_not_tell_whether_an_address_is_known(client, state):
    if state != "unknown":
        follower(confirmed_at=AT if state == "confirmed" else None)
    if state == "too often":
        for minute in range(3):
            ask_to_follow(email=JO, at=AT - dt.timedelta(minutes=minute + 1))

    answer = client.post("/follow/", {"email": JO})
    page = client.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, "/follow/asked/")
    assert "Check your email" in Page(page).text
    assert JO not in page.content.decode()


def test_who_gets_them_already_is_told_in_the_mail(client):
    known = follower()

    client.post("/follow/", {"email": "Jo@Example.org"})

    assert Follower.objects.get() == known
    mail = Mail.objects.get()
    composed = compose(mail)
    assert (mail.to, composed.subject) == (JO, "You get our alerts already")
    assert f"https://strategy.example/follow/{known.token}/stop/" in composed.text


def test_an_address_is_asked_at_most_three_times_a_day(client, set_clock):
    for minute in range(5):
        set_clock(f"2024-04-10T10:0{minute}")
        client.post("/follow/", {"email": JO})
    today = Mail.objects.count()
    set_clock("2024-04-11T10:03")
    client.post("/follow/", {"email": JO})

    assert (today, Mail.objects.count()) == (3, 4)


def test_a_double_click_asks_once():
    ask_to_follow(email=JO, at=AT)
    ask_to_follow(email=JO, at=AT + dt.timedelta(seconds=1))

    assert Mail.objects.count() == Follower.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Enter your email address."),
        ("jo", "Enter an email address in the correct format"),
        ("jo@example.org\r\nBcc: all@example.org", "Enter an email address in the correct format"),
        ("jo\x00@example.org", "Enter an email address in the correct format"),
        ("jo\u202e@example.org", "Enter an email address in the correct format"),
        ("🚔@example.org", "Enter an email address in the correct format"),
        ("<script>@example.org", "Enter an email address in the correct format"),
        ("'; DROP TABLE x; --", "Enter an email address in the correct format"),
        ("x" * 10_001, "Your email address must be 254 characters or fewer."),
    ],
)
def test_what_is_no_address_is_said_so(client, email, words):
    answer = client.post("/follow/", {"email": email})

    page = Page(answer)
    assert answer.status_code == 422
    assert answer.content.decode().count("Error: ") == 1
    assert "There is a problem" in page.text
    assert words in page.text
    assert not Follower.objects.exists()


# Confirming


def test_opening_the_link_confirms_nothing_and_the_button_does(client):
    asked = follower(confirmed_at=None)
    address = f"/follow/{asked.token}/"

    page = client.get(address)
    client.head(address)
    asked.refresh_from_db()
    assert asked.confirmed_at is None
    assert "Do you want our alerts?" in Page(page).text
    assert (page["X-Robots-Tag"], "no-store" in page["Cache-Control"]) == ("noindex", True)

    answer = client.post(address, follow=True)
    asked.refresh_from_db()
    assert AT <= asked.confirmed_at < AT + dt.timedelta(minutes=1)
    assert "You will get our alerts" in Page(answer).text


def test_confirming_again_changes_nothing():
    known = follower()

    confirm(follower=known, at=CLOSES)

    known.refresh_from_db()
    assert known.confirmed_at == AT


def test_a_link_that_is_unknown_says_what_to_do(client):
    for answer in (client.get("/follow/nobody/"), client.post("/follow/nobody/")):
        assert answer.status_code == 404
        assert "This link does not work any more" in Page(answer).text


# Stopping


def test_one_click_stops_without_a_cookie_or_a_token_of_the_form():
    known, other = follower(), follower("al@example.org")
    mail_program = Client(enforce_csrf_checks=True)

    answer = mail_program.post(f"/follow/{known.token}/stop/", {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert "You will get no more alerts" in Page(answer).text
    assert not answer.cookies
    assert Follower.objects.get() == other


def test_opening_the_link_stops_nothing(client):
    known = follower()

    page = Page(client.get(f"/follow/{known.token}/stop/"))

    assert "Stop the alerts?" in page.text
    assert Follower.objects.exists()


def test_stopping_again_is_answered_in_the_same_way(client):
    for answer in (client.post("/follow/gone/stop/"), client.get("/follow/gone/stop/")):
        assert answer.status_code == 200
        assert "You will get no more alerts" in Page(answer).text


def test_what_still_waits_for_whoever_has_stopped_is_not_sent(public_window):
    known, other = follower(), follower("al@example.org")
    factories.moved(public_window, at=AT + dt.timedelta(minutes=1))
    alert_followers(at=AT + dt.timedelta(minutes=2))

    stop_following(token=known.token)

    assert [mail.to for mail in alerts()] == [other.email]


def test_whoever_stops_is_forgotten_with_all_mail_to_them():
    ask_to_follow(email=JO, at=AT)
    known = Follower.objects.get()
    Mail.objects.update(state=Mail.State.SENT)

    stop_following(token=known.token)

    assert not Mail.objects.exists()
