"""Milestones: what state each is in on a London day, and how exactly its date is told."""

import datetime as dt
import re

import pytest
from django.utils.html import strip_tags
from icalendar import Calendar

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


def reach(key, day, **details):
    return Strategy.objects.get().milestones.filter(key=key).update(reached_on=day, **details)


def told(client, key):
    """What the timeline says of a milestone."""
    return Page(client.get("/timeline/")).text_of(key).replace(" .", ".")


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

    told = r"Next:? Safer and Stronger Communities Overview and Scrutiny Committee ?, 16 April 2024"
    assert re.search(told, page.text)


@pytest.mark.parametrize(
    ("milestone", "words"),
    [
        (days("2024-04-16"), "16 April 2024"),
        (days("2024-03-18", "2024-04-14"), "18 March to 14 April 2024"),
        (days("2024-04-16", "2024-04-23"), "16 to 23 April 2024"),
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


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2024-04-16", "16 April 2024 (done)"),
        ("2024-04-18", "Planned for 16 April 2024. Happened on 18 April 2024. (done)"),
        ("2024-04-12", "Planned for 16 April 2024. Happened on 12 April 2024. (done)"),
    ],
)
def test_what_happened_on_another_day_than_planned_is_told_with_both(client, set_clock, day, words):
    set_clock("2024-04-20T10:00")
    reach("committee-meeting", day)

    assert told(client, "committee-meeting").startswith(words)


@pytest.mark.parametrize("day", ["2024-03-18", "2024-03-25", "2024-04-14"])
def test_what_happened_within_the_planned_days_is_told_once(client, set_clock, day):
    set_clock("2024-04-20T10:00")
    reach("public-consultation", day)

    assert told(client, "public-consultation").startswith("18 March to 14 April 2024 (done)")


def test_what_happened_outside_a_planned_month_is_told_with_both(client):
    reach("development-session", "2023-08-02")

    assert told(client, "development-session").startswith(
        "Planned for July 2023. Happened on 2 August 2023."
    )


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2024-04-17T23:59", "16 April 2024 (date passed"),
        ("2024-04-18T00:00", "Planned for 16 April 2024. Happened on 18 April 2024."),
    ],
)
def test_what_is_recorded_ahead_is_told_from_its_day_on(client, set_clock, now, words):
    reach("committee-meeting", "2024-04-18")

    set_clock(now)

    assert told(client, "committee-meeting").startswith(words)


@pytest.mark.parametrize(
    "milestone",
    [
        days("2024-04-09"),
        days("2024-04-10"),
        days("2024-04-11"),
        days("2024-04-08", "2024-04-10"),
        days("2024-04-09", reached="2024-04-09"),
        days("2024-04-09", reached="2024-04-10"),
        days("2024-04-09", reached="2024-04-11"),
        days("2024-04-11", reached="2024-04-10"),
    ],
    ids=lambda milestone: f"{milestone.planned_to} {milestone.reached_on}",
)
def test_rows_and_objects_agree_on_what_has_passed_unrecorded(milestone):
    today = dt.date(2024, 4, 10)
    milestone.strategy = Strategy.objects.get()
    milestone.key = "pinned"
    milestone.save()

    rows = Milestone.objects.filter(pk=milestone.pk)

    assert rows.passed(today=today).exists() is (milestone.state(today=today) == "passed")
    assert rows.not_reached(today=today).exists() is (milestone.state(today=today) != "reached")


def event_of(client, key):
    calendar = Calendar.from_ical(client.get("/timeline.ics").content)
    return next(e for e in calendar.walk("VEVENT") if f"-{key}@" in e["uid"])


def test_the_calendar_shows_a_milestone_on_the_day_it_happened(client, set_clock):
    before = event_of(client, "cabinet")
    reach("cabinet", "2024-06-21")
    set_clock("2024-06-21T09:00")

    event = event_of(client, "cabinet")

    assert event["uid"] == before["uid"]
    assert before.decoded("dtstart") == dt.date(2024, 6, 19)
    assert event.decoded("dtstart") == dt.date(2024, 6, 21)
    assert event.decoded("dtend") == dt.date(2024, 6, 22)
    assert event["description"] == (
        "Planned for 19 June 2024. Happened on 21 June 2024.\n"
        "Cabinet is asked to endorse the strategy."
    )


def test_the_calendar_leaves_a_milestone_where_it_was_planned_until_it_happened(client, set_clock):
    reach("cabinet", "2024-06-21")
    set_clock("2024-06-20T23:59")

    event = event_of(client, "cabinet")

    assert event.decoded("dtstart") == dt.date(2024, 6, 19)
    assert "Happened" not in event["description"]


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
