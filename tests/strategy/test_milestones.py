"""Milestones: what state each is in on a London day, and how exactly its date is told."""

import datetime as dt

import pytest
from django.utils.html import strip_tags

from sdp_portal.templatetags.dates import planned
from strategy.models import Milestone, Strategy
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def days(first, last=None, *, precision="day", reached=None):
    return Milestone(
        planned_from=dt.date.fromisoformat(first),
        planned_to=dt.date.fromisoformat(last or first),
        precision=precision,
        reached_on=reached and dt.date.fromisoformat(reached),
    )


def told(client, key):
    """What the timeline says of a milestone."""
    return Page(client.get("/timeline/")).text_of(key)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2024-03-17", "planned"),
        ("2024-03-18", "today"),
        ("2024-04-01", "today"),
        ("2024-04-14", "today"),
        ("2024-04-15", "passed"),
    ],
)
def test_a_milestone_is_now_from_its_first_day_to_its_last(today, state):
    milestone = days("2024-03-18", "2024-04-14")

    assert milestone.state(today=dt.date.fromisoformat(today)) == state


@pytest.mark.parametrize(
    ("today", "state"),
    [("2024-06-18", "planned"), ("2024-06-19", "reached"), ("2024-06-20", "reached")],
)
def test_a_milestone_is_done_from_the_day_it_was_reached(today, state):
    milestone = days("2024-06-21", reached="2024-06-19")

    assert milestone.state(today=dt.date.fromisoformat(today)) == state


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2024-04-15T23:59", "to come"),
        ("2024-04-16T00:00", "now"),
        ("2024-04-16T23:59", "now"),
        ("2024-04-17T00:00", "date passed"),
    ],
)
def test_the_timeline_goes_by_days_in_london(client, set_clock, now, words):
    set_clock(now)

    assert words in told(client, "committee-meeting").lower()


def test_what_has_happened_is_done_on_the_timeline(client):
    assert "done" in told(client, "development-session").lower()


def test_the_next_milestone_is_told_on_the_home_page(client):
    page = Page(client.get("/"))

    assert (
        "Next: Safer and Stronger Communities Overview and Scrutiny Committee, 16 April 2024"
    ) in page.text


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (days("2024-04-16"), "16 April 2024"),
        (days("2024-03-18", "2024-04-14"), "18 March to 14 April 2024"),
        (days("2024-12-30", "2025-01-02"), "30 December 2024 to 2 January 2025"),
        (days("2023-07-01", "2023-07-31", precision="month"), "July 2023"),
        (days("2023-11-01", "2024-01-31", precision="month"), "November 2023 to January 2024"),
        (days("2024-01-01", "2024-12-31", precision="year"), "2024"),
        (days("2024-01-01", "2029-12-31", precision="year"), "2024 to 2029"),
    ],
)
def test_a_date_is_told_no_more_exactly_than_it_is_known(milestone, words):
    assert strip_tags(planned(milestone)) == words


def test_the_timeline_tells_a_month_as_a_month(client):
    assert told(client, "development-session").startswith("July 2023")


def test_milestones_stand_in_the_order_in_which_they_end(client):
    page = client.get("/timeline/").content.decode()

    keys = [
        *("development-session", "public-consultation", "committee-meeting"),
        *("committee-final-comments", "partnership-agreement", "cabinet", "full-council"),
        "in-force",
    ]
    places = [page.index(f'id="{key}"') for key in keys]
    assert places == sorted(places)


def test_a_milestone_with_papers_links_to_them(client):
    Strategy.objects.get().milestones.filter(key="cabinet").update(link="https://example.org/19")

    assert "https://example.org/19" in Page(client.get("/timeline/")).links
