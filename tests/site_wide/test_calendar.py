"""/timeline.ics, read as a calendar program would read it."""

import datetime as dt

import pytest
from icalendar import Calendar

from consultation.models import Window
from strategy.models import Milestone, Strategy
from tests.conftest import london

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def events(client):
    """The calendar's events by their summary, read anew at each call."""

    def events():
        calendar = Calendar.from_ical(client.get("/timeline.ics").content)
        return {str(event["summary"]): event for event in calendar.walk("VEVENT")}

    return events


def milestone(**details):
    return Milestone.objects.create(strategy=Strategy.objects.get(), **details)


def test_it_is_a_calendar_file(client):
    response = client.get("/timeline.ics")

    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="timeline.ics"'
    assert response.content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert response.content.endswith(b"END:VCALENDAR\r\n")


def test_it_has_the_name_and_the_properties_that_the_standard_asks_for(client):
    [calendar] = Calendar.from_ical(client.get("/timeline.ics").content, multiple=True)

    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert calendar["x-wr-calname"] == "Safe Durham Partnership Strategy 2024–29"
    assert all(event["dtstamp"].dt.tzinfo for event in calendar.walk("VEVENT"))


def test_it_holds_what_is_known_to_the_day_and_nothing_less_exact(events):
    assert set(events()) == {
        "Public consultation: Draft Safe Durham Partnership Strategy 2024–29",
        "Safer and Stronger Communities Overview and Scrutiny Committee",
        "Safer and Stronger Communities Overview and Scrutiny Committee: "
        "Draft Safe Durham Partnership Strategy 2024–29",
        "Agreement by the Safe Durham Partnership",
        "Endorsement by Cabinet",
        "Adoption by Full Council",
    }


def test_a_window_is_open_from_winter_time_into_summer_time(events):
    event = events()["Public consultation: Draft Safe Durham Partnership Strategy 2024–29"]

    opens, closes = event["dtstart"], event["dtend"]
    assert opens.dt == london("2024-03-18T00:00")
    assert closes.dt == london("2024-04-15T00:00")
    assert opens.params["TZID"] == closes.params["TZID"] == "Europe/London"
    assert (opens.dt.utcoffset(), closes.dt.utcoffset()) == (dt.timedelta(), dt.timedelta(hours=1))
    assert closes.dt.astimezone(dt.UTC) == dt.datetime(2024, 4, 14, 23, tzinfo=dt.UTC)


def test_the_time_zone_is_in_the_file(client):
    calendar = Calendar.from_ical(client.get("/timeline.ics").content)

    [zone] = calendar.walk("VTIMEZONE")
    assert zone["tzid"] == "Europe/London"
    # As a program reckons that knows no zone but the file's own.
    known = zone.to_tz()
    offsets = [dt.datetime(2024, 3, day, 12, tzinfo=known).utcoffset() for day in (30, 31)]
    assert offsets == [dt.timedelta(), dt.timedelta(hours=1)]


def test_a_day_is_a_whole_day_that_ends_as_the_next_begins(events):
    event = events()["Endorsement by Cabinet"]

    assert event["dtstart"].dt == dt.date(2024, 6, 19)
    assert event["dtend"].dt == dt.date(2024, 6, 20)
    assert event["dtstart"].params["VALUE"] == event["dtend"].params["VALUE"] == "DATE"
    assert event["description"] == "The strategy goes to Cabinet to be endorsed."


def test_several_days_are_one_event_that_includes_the_last(events):
    milestone(
        key="week",
        title="Community safety week",
        planned_from=dt.date(2024, 3, 29),
        planned_to=dt.date(2024, 4, 2),
    )

    event = events()["Community safety week"]

    assert event["dtstart"].dt == dt.date(2024, 3, 29)
    assert event["dtend"].dt == dt.date(2024, 4, 3)
    assert "description" not in event


@pytest.mark.parametrize("precision", ["month", "year"])
def test_what_is_known_less_exactly_than_a_day_is_left_out(events, precision):
    milestone(
        key="review",
        title="Review",
        planned_from=dt.date(2026, 1, 1),
        planned_to=dt.date(2026, 12, 31),
        precision=precision,
    )

    assert "Review" not in events()


def test_no_two_events_have_one_identifier_and_it_stays_the_same(events, consultation):
    Window.objects.create(
        consultation=consultation,
        title="A second window of one milestone",
        audience="invited",
        opens_at=london("2024-04-16T09:00"),
        closes_at=london("2024-04-17T09:00"),
        milestone=Milestone.objects.get(key="committee-final-comments"),
    )

    first, again = events(), events()

    identifiers = {summary: str(event["uid"]) for summary, event in first.items()}
    assert len(set(identifiers.values())) == len(identifiers) == 7
    assert identifiers == {summary: str(event["uid"]) for summary, event in again.items()}
    assert all(identifier.endswith("@testserver") for identifier in identifiers.values())


@pytest.mark.parametrize(
    "title", ["Fish, chips; and \\ peas", "Line\nbreak", "Ünïcödé – “quotes”", "x" * 200]
)
def test_signs_of_the_format_in_a_title_do_no_harm(events, title):
    milestone(
        key="odd", title=title, planned_from=dt.date(2024, 5, 1), planned_to=dt.date(2024, 5, 1)
    )

    assert title in events()


def test_the_page_of_the_timeline_leads_to_it(client):
    assert 'href="/timeline.ics"' in client.get("/timeline/").content.decode()


def test_before_anything_is_published_there_is_no_calendar(client, set_clock):
    set_clock("2024-03-01T09:00")

    assert client.get("/timeline.ics").status_code == 404
