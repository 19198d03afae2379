"""“Send me the link”: the way back to a response not sent yet, and one reminder before closing."""

import datetime as dt

import pytest

from consultation.models import Consultation, Invitation, LinkRequest, Mail
from consultation.notifications.composing import compose
from consultation.responding.resume_link import ask_for_link, remind_in_time
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
AT = london("2024-04-10T10:00")
SOON = london("2024-04-12T00:00")  # three days before the window closes, at the end of 14 April
Kind = Mail.Kind


@pytest.fixture
def response(public_window):
    return factories.complete(public_window)


@pytest.fixture
def ask(client, response):
    def ask(**form):
        form = {"response": response.token, "email": "jo@example.org"} | form
        return client.post(f"{RESPOND}link/", form)

    return ask


def asked(response, *, email="jo@example.org", remind=True, at=AT):
    ask_for_link(response=response, email=email, remind=remind, at=at)


def reminders():
    return Mail.objects.filter(kind=Kind.REMINDER)


# Asking


def test_the_page_of_the_response_offers_it(client, response):
    client.cookies["response-draft-strategy-2024-29"] = response.token

    page = Page(client.get(RESPOND))

    assert "Send me the link" in page.text
    assert "Remind me three days before closing" in page.text


def test_without_a_response_there_is_nothing_to_send(client):
    assert "Send me the link" not in Page(client.get(RESPOND)).text
    assert client.get(f"{RESPOND}link/").status_code == 302
    assert client.post(f"{RESPOND}link/", {"email": "jo@example.org"}).status_code == 409


def test_the_link_is_posted_and_the_page_says_nothing_of_the_address(
    client, ask, response, settings
):
    settings.PORTAL_URL = "https://strategy.example"

    answer = ask()

    assert (answer.status_code, answer["Location"]) == (302, f"{RESPOND}link/sent/")
    mail = Mail.objects.get()
    assert (mail.kind, mail.to) == (Kind.LINK, "jo@example.org")
    link = f"https://strategy.example{RESPOND}continue/{response.token}/"
    composed = compose(mail)
    assert link in composed.text
    assert link in composed.html
    assert "You can send it until 11:59pm on Sunday 14 April 2024." in composed.text
    assert "remind" not in composed.text
    page = client.get(answer["Location"])
    assert "We have sent you the link" in Page(page).text
    assert "jo@example.org" not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_who_wants_a_reminder_is_told_of_it(ask, response):
    ask(remind="on")

    assert response.link_requests.get().remind
    assert "We will remind you three days before that" in compose(Mail.objects.get()).text


def test_asking_again_changes_whether_a_reminder_is_wanted(ask, response, set_clock):
    ask(remind="on")
    set_clock("2024-04-10T10:30")
    ask(email="Jo@Example.org")

    assert not response.link_requests.get().remind
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("now", ["2024-04-12T00:00", "2024-04-14T23:59"])
def test_in_the_last_three_days_no_reminder_is_offered_or_taken(ask, response, set_clock, now):
    set_clock(now)

    ask(remind="on")

    assert not response.link_requests.get().remind


def test_a_double_click_posts_one_mail(response):
    asked(response, at=london("2024-04-10T10:00:01"))
    asked(response, at=london("2024-04-10T10:00:02"))

    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Enter your email address."),
        ("jo", "Enter an email address in the correct format"),
        ("jo@example", "Enter an email address in the correct format"),
        ("jo@example.org\nBcc: all@example.org", "Enter an email address in the correct format"),
        ("jo@example.org, al@example.org", "Enter an email address in the correct format"),
        ("jo\x00@example.org", "Enter an email address in the correct format"),
        ("jo\x07@example.org", "Enter an email address in the correct format"),
        ("jo\u202e@example.org", "Enter an email address in the correct format"),
        ("🚔@example.org", "Enter an email address in the correct format"),
        ("<b>jo</b>@example.org", "Enter an email address in the correct format"),
        ("'; DROP TABLE consultation_mail; --", "Enter an email address in the correct format"),
        ("x" * 10_001, "Your email address must be 254 characters or fewer."),
    ],
)
def test_what_is_no_address_is_said_so_and_nothing_is_posted(ask, email, words):
    answer = ask(email=email, remind="on")

    page = Page(answer)
    assert answer.status_code == 422
    assert "There is a problem" in page.text
    assert words in page.text
    assert "checked" in answer.content.decode()
    assert not Mail.objects.exists()
    assert not LinkRequest.objects.exists()


def test_the_form_is_there_by_itself_too(client, response):
    client.cookies["response-draft-strategy-2024-29"] = response.token

    assert "Send me the link to my response" in Page(client.get(f"{RESPOND}link/")).text


def test_a_response_gets_three_links_an_hour(ask, set_clock):
    for minute, name in enumerate("abc"):
        set_clock(f"2024-04-10T10:0{minute}")
        assert ask(email=f"{name}@example.org").status_code == 302

    set_clock("2024-04-10T11:00")
    refused = ask(email="d@example.org")
    set_clock("2024-04-10T11:01")
    later = ask(email="d@example.org")

    assert refused.status_code == 422
    assert "We have sent this link several times already" in Page(refused).text
    assert later.status_code == 302


def test_an_address_gets_five_links_a_day(public_window, ask):
    for n in range(5):
        asked(
            factories.unsent(public_window), email="Jo@example.org", at=AT - dt.timedelta(hours=n)
        )

    assert ask().status_code == 422
    assert ask(email="al@example.org").status_code == 302


def test_what_was_sent_meanwhile_needs_no_link(client, ask, response):
    submit_response(response=response, at=AT)

    assert ask().status_code == 409
    assert not LinkRequest.objects.exists()


def test_after_closing_the_page_says_so(ask, set_clock):
    set_clock("2024-04-16T10:00")

    answer = ask()

    assert answer.status_code == 409
    assert not Mail.objects.exists()


# The reminder


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (SOON - dt.timedelta(microseconds=1), 0),
        (SOON, 1),
        (SOON + dt.timedelta(days=3, microseconds=-1), 1),
        (SOON + dt.timedelta(days=3), 0),
    ],
)
def test_the_reminder_comes_three_days_before_closing_and_not_after_it(response, moment, number):
    asked(response)
    assert response.window.closes_soon(at=moment) == bool(number)

    remind_in_time(at=moment)

    assert reminders().count() == number


def test_it_brings_the_link_and_the_last_minute(response, settings):
    settings.PORTAL_URL = "https://strategy.example"
    asked(response)

    remind_in_time(at=SOON)

    mail = reminders().get()
    assert mail.to == "jo@example.org"
    composed = compose(mail)
    for words in (composed.text, composed.html):
        assert f"https://strategy.example{RESPOND}continue/{response.token}/" in words
        assert "11:59pm on Sunday 14 April 2024" in words


def test_it_comes_once(response):
    asked(response)

    remind_in_time(at=SOON)
    remind_in_time(at=SOON + dt.timedelta(days=1))
    LinkRequest.objects.update(remind=True)
    remind_in_time(at=SOON + dt.timedelta(days=2))

    assert reminders().count() == 1


def test_who_did_not_ask_for_it_gets_none(response):
    asked(response, remind=False)

    remind_in_time(at=SOON)

    assert not reminders().exists()


def test_what_was_sent_is_not_reminded_of(response):
    asked(response)
    submit_response(response=response, at=AT)

    remind_in_time(at=SOON)

    assert not reminders().exists()


def test_it_follows_a_change_of_the_dates(response, public_window):
    asked(response)
    factories.moved(public_window)  # a week longer

    remind_in_time(at=SOON)
    assert not reminders().exists()

    remind_in_time(at=SOON + dt.timedelta(weeks=1))
    assert "11:59pm on Sunday 21 April 2024" in compose(reminders().get()).text


def test_a_closing_moved_so_that_it_is_near_already_is_reminded_of_at_once(response, public_window):
    asked(response)
    factories.moved(public_window, closes_at=AT + dt.timedelta(days=1))

    remind_in_time(at=AT)

    assert reminders().count() == 1


def test_a_revoked_invitation_is_not_reminded_of(response, admin_user):
    asked(response)
    by = {"invited_at": AT, "invited_by": admin_user, "revoked_at": AT, "revoked_by": admin_user}
    response.invitation = Invitation.objects.create(window=response.window, name="A group", **by)
    response.save()

    remind_in_time(at=SOON)

    assert not reminders().exists()


def test_a_consultation_that_is_not_live_reminds_nobody(response):
    asked(response)
    Consultation.objects.update(went_live_at=None, went_live_by=None)

    remind_in_time(at=SOON)

    assert not reminders().exists()
