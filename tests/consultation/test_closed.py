"""Whoever arrives while no window takes anything is told why, and keeps their words."""

import datetime as dt
import html
import re

import pytest

from consultation.models import Comment, Response, Withdrawal
from tests.consultation import factories
from tests.consultation.responding.test_responding import (
    ABOUT_YOU,
    CHECK,
    COMMENT,
    GOAL,
    OVERVIEW,
    SLUG,
    WHO,
    send_form,
)

CONSULTATION = f"/consultations/{SLUG}/"
WAYS_IN = [
    OVERVIEW,
    COMMENT,
    f"{COMMENT}?about={GOAL}",
    f"{COMMENT}1/",
    f"{COMMENT}1/remove/",
    ABOUT_YOU,
    CHECK,
]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", WAYS_IN)
def test_a_form_address_before_opening_says_when_it_opens(client, set_clock, path):
    set_clock("2024-03-10T09:00")

    answer = client.get(path)

    assert answer.status_code == 200
    assert "This consultation is not open yet" in answer.content.decode()
    assert "Monday 18 March 2024" in answer.content.decode()


@pytest.mark.parametrize("path", WAYS_IN)
def test_a_form_address_after_closing_says_so(client, set_clock, path):
    set_clock("2024-04-15T00:00")

    answer = client.get(path)

    assert answer.status_code == 200
    assert "This consultation has closed" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
@pytest.mark.parametrize("path", [COMMENT, f"{COMMENT}?about={GOAL}", f"{COMMENT}1/"])
def test_a_comment_posted_after_closing_comes_back(client, set_clock, path, headers):
    set_clock("2024-04-15T00:00")

    answer = client.post(path, {"text": "My long-considered words."}, headers=headers)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This consultation has closed" in page
    assert "My long-considered words." in page
    assert "julie.bradbrook@durham.gov.uk" in page
    assert not Comment.objects.exists()


def test_an_unsent_response_comes_back_after_the_grace_period(client, set_clock):
    client.post(COMMENT, {"text": "Begun in time."})
    client.post(ABOUT_YOU, WHO)
    form = send_form(client.get(CHECK))
    set_clock("2024-04-15T00:15")

    for answer in (client.get(OVERVIEW), client.post(CHECK, form), client.post(ABOUT_YOU, WHO)):
        assert "Begun in time." in answer.content.decode()
        assert "This consultation has closed" in answer.content.decode()
    assert not Response.objects.get().is_sent


def test_a_response_begun_in_time_can_be_finished_within_the_grace_period(client, set_clock):
    set_clock("2024-04-14T23:50")
    client.post(COMMENT, {"text": "Begun in time."})
    set_clock("2024-04-15T00:05")

    client.post(f"{COMMENT}?about={GOAL}", {"text": "And this."})
    client.post(ABOUT_YOU, WHO)
    answer = client.post(CHECK, send_form(client.get(CHECK)), follow=True)

    response = Response.objects.get()
    assert response.is_sent
    assert response.is_late
    assert response.comments.count() == 2
    assert "marked as late" in answer.content.decode()


@pytest.mark.parametrize("path", [OVERVIEW, ABOUT_YOU, CHECK])
def test_within_the_grace_period_every_step_says_that_it_has_closed(client, set_clock, path):
    set_clock("2024-04-14T23:50")
    client.post(COMMENT, {"text": "Begun in time."})
    client.post(ABOUT_YOU, WHO)
    set_clock("2024-04-15T00:05")

    page = re.sub(r"<[^>]+>", "", client.get(path).content.decode())

    assert "The consultation closed at 11:59pm on Sunday 14 April 2024." in page
    assert "until 12:14am on Monday 15 April 2024." in page
    assert "closes at" not in page


def test_within_the_grace_period_the_bar_stays_and_says_how_long(client, set_clock):
    set_clock("2024-04-14T23:50")
    client.post(COMMENT, {"text": "Begun in time."})
    said = "You can still send it until 12:14am on Monday 15 April 2024"
    assert said not in in_words(client.get("/timeline/"))

    set_clock("2024-04-15T00:05")
    page = in_words(client.get("/timeline/"))
    assert "Your response has 1 comment" in page
    assert said in page
    assert "Comment on this" not in in_words(client.get("/document/"))

    set_clock("2024-04-15T00:15")
    assert "Your response has" not in in_words(client.get("/timeline/"))


def test_a_form_opened_before_closing_begins_a_response_within_the_grace_period(client, set_clock):
    set_clock("2024-04-14T23:58")
    opened = client.get(COMMENT).context["form"].initial["opened"]
    set_clock("2024-04-15T00:05")

    client.post(COMMENT, {"text": "Typed over the closing.", "opened": opened})

    assert Comment.objects.get().text == "Typed over the closing."
    assert Response.objects.get().begun_at < Response.objects.get().window.closes_at


@pytest.mark.parametrize("opened", ["", "nonsense", "eyJhIjoxfQ:1:x", "\0"])
def test_a_forged_stamp_opens_nothing(client, set_clock, opened):
    set_clock("2024-04-15T00:05")

    answer = client.post(COMMENT, {"text": "Too late.", "opened": opened})

    assert answer.status_code == 409
    assert "Too late." in answer.content.decode()


def test_the_committees_window_does_not_let_the_public_in(client, set_clock):
    set_clock("2024-04-20T12:00")

    answer = client.post(COMMENT, {"text": "May I?"})

    assert answer.status_code == 409


def test_reading_pages_offers_no_comments_when_nothing_is_open(client, set_clock):
    for moment in ("2024-03-10T09:00", "2024-04-15T00:00"):
        set_clock(moment)
        assert "Comment on this" not in client.get("/document/").content.decode()


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2024-03-10T09:00", ["Not open yet", "opens on", "You can read the draft now."]),
        ("2024-04-10T10:00", ["Open", "4 days left", "11:59pm on", "Ways to respond"]),
        ("2024-04-14T23:58", ["Open", "Closes in less than an hour"]),
        ("2024-04-15T00:00", ["This consultation closed at", "We’re considering"]),
        (
            "2024-04-20T12:00",
            ["This consultation closed at", "By invitation only", "23 April 2024"],
        ),
    ],
)
def test_the_page_shows_the_state_that_the_clock_gives(client, set_clock, moment, words):
    set_clock(moment)

    page = client.get(CONSULTATION).content.decode()

    for expected in words:
        assert expected in page


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2024-04-15T00:00", "The outcome is due by"),
        ("2024-07-16T23:50", "The outcome is due by"),
        ("2024-07-17T00:00", "is late"),
    ],
)
def test_the_day_that_officers_set_is_told_and_then_missed(
    client, set_clock, consultation, moment, words
):
    consultation.response_due_on = dt.date(2024, 7, 16)
    consultation.save()
    set_clock(moment)

    assert words in client.get(CONSULTATION).content.decode()


@pytest.mark.parametrize("moment", ["2024-04-15T00:00", "2024-04-24T00:00", "2030-01-01T00:00"])
@pytest.mark.parametrize("address", [CONSULTATION, f"{CONSULTATION}responses/", "/", "/timeline/"])
def test_a_day_that_nobody_set_is_promised_nowhere(client, set_clock, address, moment):
    set_clock(moment)

    page = in_words(client.get(address))

    assert "due by" not in page
    assert "is late" not in page


def test_no_receipt_promises_a_day_that_nobody_set(client, set_clock):
    client.post(COMMENT, {"text": "Good."})
    client.post(ABOUT_YOU, WHO)
    receipt = client.post(CHECK, send_form(client.get(CHECK)), follow=True)

    assert "What happens next" in in_words(receipt)
    assert "due by" not in in_words(receipt)


def test_before_opening_and_after_closing_there_is_no_button_to_respond(client, set_clock):
    for moment in ("2024-03-10T09:00", "2024-04-15T00:15"):
        set_clock(moment)
        assert OVERVIEW not in client.get(CONSULTATION).content.decode()


def test_after_closing_responses_are_counted_by_the_way_they_came(client, set_clock):
    client.post(COMMENT, {"text": "Good."})
    client.post(ABOUT_YOU, WHO)
    client.post(CHECK, send_form(client.get(CHECK)))
    client.post(COMMENT, {"text": "Never sent."})
    set_clock("2024-04-15T09:00")

    page = in_words(client.get(CONSULTATION))

    assert "How it came Responses This website 1 Total 1" in page


def test_after_closing_the_committees_responses_are_kept_apart_and_the_withdrawn_told(
    client, set_clock, consultation, public_window
):
    committee = consultation.windows.get(audience="invited")
    factories.sent(public_window)
    factories.sent(committee, invitation=factories.invited(committee), at=committee.opens_at)
    taken_back = factories.sent(public_window)
    Withdrawal.objects.create(response=taken_back, withdrawn_at=taken_back.received_at)
    set_clock("2024-07-01T09:00")

    page = in_words(client.get(CONSULTATION))

    assert f"{public_window} 1 {committee} 1 Total 2" in page
    assert "1 more was withdrawn, and is not counted or published." in page


def in_words(page):
    text = html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode()))
    return " ".join(text.split())


def test_why_the_outcome_is_late_can_be_said(client, set_clock, consultation):
    consultation.late_because = "We are waiting for the assessment."
    consultation.response_due_on = dt.date(2024, 5, 1)
    consultation.save()
    set_clock("2024-05-02T09:00")

    assert "We are waiting for the assessment." in client.get(CONSULTATION).content.decode()
