"""What happens, worked out from what is published and from the dates of windows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.models import Consultation, Window
from site_wide.events import NEWEST, events
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish

pytestmark = pytest.mark.django_db

OPENS = london("2024-03-18T00:00")
CLOSES = london("2024-04-15T00:00")
LATER = london("2024-05-01T10:00")
MOMENT = dt.timedelta(microseconds=1)


def told(at):
    return [event.title for event in events(at=at)]


def test_the_newest_comes_first():
    titles = told(london("2024-05-01T10:00"))

    kinds = [title.partition(":")[0] for title in titles]
    assert kinds == ["Closed", "Open", "Closed", "Open", "Published"]
    assert titles[-1] == (
        "Published: Consultation draft of the Safe Durham Partnership Strategy 2024–29"
    )


@pytest.mark.parametrize(
    ("at", "begins"),
    [
        (OPENS - MOMENT, "Published: "),
        (OPENS, "Open: "),
        (CLOSES - MOMENT, "Open: "),
        (CLOSES, "Closed: "),
    ],
)
def test_only_what_has_happened_is_told(at, begins):
    assert told(at)[0].startswith(begins)


def test_before_the_first_publication_nothing_has_happened():
    assert events(at=london("2024-01-01T10:00")) == []


def test_an_opening_says_until_when_and_where(public_window):
    event = events(at=OPENS)[0]

    assert event.title.endswith(" – Public consultation")
    assert event.summary == "You can respond until 11:59pm on Sunday 14 April 2024."
    assert event.url == "/consultations/draft-strategy-2024-29/"
    assert event.at == OPENS


def test_a_window_by_invitation_says_that_it_is(consultation):
    invited = consultation.windows.get(audience="invited")

    event = events(at=invited.opens_at)[0]

    assert event.summary == "By invitation, until 11:59pm on Tuesday 23 April 2024."


def test_a_change_of_dates_is_told_with_its_reason(public_window):
    factories.moved(public_window)

    event = events(at=factories.BEGUN)[0]

    assert event.title.startswith("New dates: ")
    assert event.summary == (
        "Closing moved from 11:59pm on Sunday 14 April 2024 to 11:59pm on Sunday 21 April 2024. "
        "Reason: A leaflet came late."
    )


def test_a_window_opened_again_closes_another_time(public_window):
    first = events(at=CLOSES)[0]
    factories.moved(public_window, at=CLOSES + dt.timedelta(hours=1))

    again = events(at=CLOSES + dt.timedelta(weeks=1))[0]

    assert first.id != again.id
    assert first.id == f"window-{public_window.pk}-closed-20240414T2300Z"


def test_what_is_not_live_is_not_told():
    Consultation.objects.update(went_live_at=None, went_live_by=None)

    assert [title.partition(":")[0] for title in told(CLOSES)] == ["Published"]


def test_responses_published_are_told_once_and_again_only_when_there_is_more(
    consultation, public_window
):
    factories.sent(public_window)
    at, by, last = london("2024-05-01T10:00"), factories.officer(), None
    for n in range(3):
        if n == 2:
            factories.sent(public_window)
        last = review_and_publish(consultation=consultation, seen=last, by=by, at=at)

    told_now = [event for event in events(at=at) if event.id.startswith("responses-")]

    assert [event.title for event in told_now] == [
        f"More responses published: {consultation.title}",
        f"Responses published: {consultation.title}",
    ]
    assert told_now[0].summary == "1 more can be read now."
    assert told_now[1].summary.startswith("1 comment can be read now,")
    assert told_now[0].url == "/consultations/draft-strategy-2024-29/responses/"
    assert not any("Responses" in title for title in told(at - MOMENT))


def add_consultation(like, n):
    other = Consultation.objects.create(
        edition=like.edition, slug=f"more-{n}", title=f"More {n}", went_live_at=OPENS
    )
    days = {"opens_at": OPENS, "closes_at": CLOSES}
    window = Window.objects.create(consultation=other, title="All", audience="everyone", **days)
    factories.moved(window, closes_at=CLOSES - dt.timedelta(days=1))
    review_and_publish(consultation=other, seen=None, by=factories.officer(), at=LATER)


def test_at_most_fifty_are_told_at_the_same_cost_as_a_few(consultation):
    add_consultation(consultation, 0)
    with CaptureQueriesContext(connection) as few:
        events(at=LATER)
    for n in range(1, 30):
        add_consultation(consultation, n)

    with CaptureQueriesContext(connection) as many:
        told_now = events(at=LATER)

    assert len(told_now) == NEWEST
    assert len({event.id for event in told_now}) == NEWEST
    assert len(many) == len(few)
