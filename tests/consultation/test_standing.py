"""What the pages of a consultation say at each moment, from before it opens until the outcome."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import Edition
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import OVERVIEW, SLUG
from tests.consultation.test_closed import in_words
from tests.outcome.publishing import review_and_publish
from tests.strategy.factories import published

PAGE = f"/consultations/{SLUG}/"
BEFORE, OPEN, LAST_MINUTE = "2024-03-10T10:00", "2024-04-10T10:00", "2024-04-14T23:30"
GRACE, COMMITTEE, CLOSED = "2024-04-15T00:05", "2024-04-17T10:00", "2024-04-25T10:00"
AUGUST = "2024-08-01T10:00"
ALL_OVER = [GRACE, COMMITTEE, CLOSED, AUGUST]

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client, set_clock):
    def read(moment, address=PAGE):
        set_clock(moment)
        return re.sub(r" ([.,:])", r"\1", in_words(client.get(address)))

    return read


def in_order(text, *words):
    places = [text.index(each) for each in words]
    return places == sorted(places)


@pytest.mark.parametrize("moment", [BEFORE, OPEN, LAST_MINUTE])
def test_until_it_closes_the_page_speaks_of_what_is_to_come(read, moment):
    page = read(moment)

    assert in_order(
        page,
        "What is proposed",
        "What can still change",
        "Who can respond, and by when",
        "What happens next",
    )
    for words in ("What was proposed", "could respond", "What happens now", "What we received"):
        assert words not in page


@pytest.mark.parametrize("moment", ALL_OVER)
def test_after_closing_it_leads_with_what_happens_now_and_then_tells_what_was_asked(read, moment):
    page = read(moment)

    assert in_order(
        page,
        "This consultation closed at 11:59pm on Sunday 14 April 2024.",
        "What happens now",
        "20 May 2024 (",
        "What we asked",
        "This is what you could read here while the consultation was open.",
        "What was proposed",
        "What could still change",
        "What was to happen next",
        "Who could respond",
    )
    for words in ("What is proposed", "can still change What", "Who can respond", "can comment"):
        assert words not in page


def test_the_steps_after_closing_say_which_of_them_are_over(read):
    assert "20 May 2024 (to come) Agreement" in read(CLOSED)
    assert "20 May 2024 (date passed, not confirmed) Agreement" in read(AUGUST)
    assert "18 March to 14 April 2024 (" not in read(AUGUST)


def test_in_grace_it_says_how_long_what_was_begun_can_be_sent(client, read):
    assert "You can send your response until 12:14am on Monday 15 April 2024." in read(GRACE)
    assert OVERVIEW in client.get(PAGE).content.decode()
    for moment in (LAST_MINUTE, "2024-04-15T00:15"):
        assert "You can send your response until" not in read(moment)


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}responses/"])
def test_the_committee_is_told_of_until_its_window_has_closed(read, address):
    committee = "Safer and Stronger Communities Overview and Scrutiny Committee"
    until = "until 11:59pm on Tuesday 23 April 2024."
    before = f"By invitation only: {committee}, from Tuesday 16 April 2024 {until}"
    assert before in read(GRACE, address)
    assert f"By invitation only: {committee}, {until}" in read(COMMITTEE, address)
    assert "By invitation only" not in read(CLOSED, address)


@pytest.mark.parametrize(
    ("moment", "words"),
    [(OPEN, "what we will ask"), (COMMITTEE, "what we ask"), (CLOSED, "what we asked")],
)
def test_what_the_committee_is_asked_has_the_tense_of_the_moment(read, moment, words):
    assert f"Committee: {words} Provide initial comments" in read(moment)


def test_who_the_link_was_sent_to_is_told_once_it_has_opened(read):
    assert "We also sent the link" not in read(BEFORE)
    assert "We also sent the link" in read(OPEN)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (BEFORE, "Not open yet {} This consultation opens on Monday 18 March 2024 and closes at"),
        (OPEN, "Open {} This consultation closes at 11:59pm on Sunday 14 April 2024."),
        (GRACE, "Closed {} This consultation closed at 11:59pm on Sunday 14 April 2024. We’re"),
        (AUGUST, "Closed {} This consultation closed at 11:59pm on Sunday 14 April 2024. We’re"),
    ],
)
def test_the_list_says_how_each_stands(read, consultation, moment, words):
    assert words.format(consultation.title) in read(moment, "/consultations/")


def test_once_it_is_decided_nothing_is_being_considered(client, read, edition):
    published(edition.strategy, standing=Edition.Standing.IN_FORCE, at=london("2024-07-17T09:00"))

    for address in (PAGE, "/consultations/"):
        page = read(AUGUST, address)
        assert "The strategy has been decided since." in page
        assert "considering" not in page
    assert "Read the strategy" in read(AUGUST)
    assert "Read the strategy" not in read("2024-07-17T08:59")


def test_once_responses_are_published_it_leads_to_them_and_considers_no_more(
    read, consultation, public_window
):
    factories.sent(public_window)
    by = factories.officer()
    review_and_publish(consultation=consultation, seen=None, by=by, at=london("2024-05-01T10:00"))

    for address in (PAGE, "/consultations/", "/", "/timeline/"):
        page = read("2024-05-02T10:00", address)
        assert "Read what people told us" in page
        assert "considering" not in page


@pytest.mark.parametrize("address", ["", "responses/", "respond/"])
def test_without_its_text_in_time_it_was_not_held(read, edition, address):
    too_late = published(edition.strategy, at=london("2024-05-20T09:00"))
    live(factories.prepared(too_late))

    page = read("2024-06-01T10:00", f"/consultations/next/{address}")

    assert "This consultation was not held" in page
    for words in ("considering", "What we received", "getting the responses ready"):
        assert words not in page
    assert "This consultation was not held" in read("2024-06-01T10:00", "/consultations/")
    assert "“Consultation “next”” closed" not in read("2024-06-01T10:00", "/timeline/")


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (OPEN, "We invite people to this consultation."),
        (AUGUST, "No dates are set for this consultation yet."),
    ],
)
def test_without_dates_for_everyone_it_is_neither_open_nor_closed(read, edition, moment, words):
    invited = factories.prepared(edition, windows=2)
    invited.windows.filter(audience="everyone").delete()
    live(invited)

    page = read(moment, "/consultations/next/")

    assert words in page
    assert "What is proposed" in page
    assert "Closed Consultation" not in page


def live(consultation):
    consultation.went_live_at = factories.BEGUN
    consultation.went_live_by = factories.officer()
    consultation.save()
    return consultation


@pytest.mark.parametrize("moment", ALL_OVER)
def test_whoever_comes_to_respond_is_told_once_that_it_has_closed(read, moment):
    page = read(moment, OVERVIEW)

    assert page.count("This consultation has closed") == 1
    assert page.count("closed at 11:59pm on Sunday 14 April 2024") == 1
    assert "Closed Draft" not in page
    assert "See what happens now" in page


def test_what_is_said_of_how_the_strategy_came_about_holds_at_every_moment(read):
    for moment in (BEFORE, OPEN, CLOSED):
        assert "was available" not in read(moment, "/how-we-work/")


def test_the_list_asks_as_often_for_one_as_for_ten(client, set_clock, edition):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get("/consultations/")
        return len(captured)

    live(factories.prepared(edition))
    set_clock(AUGUST)
    for_two = queries()
    for number in range(9):
        live(factories.prepared(edition, slug=f"more-{number}"))

    assert queries() == for_two
