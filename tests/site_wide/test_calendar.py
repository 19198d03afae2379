"""/timeline.ics, read as a calendar program would read it."""

import datetime as dt

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from consultation.models import Window
from strategy.models import Milestone, Strategy
from tests.conftest import london

TITLE = "Draft Safe Durham Partnership Strategy 2024–29"
OPENS = f"Opens: {TITLE} (Public consultation)"
CLOSES = f"Closes 11:59pm: {TITLE} (Public consultation)"
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
        OPENS,
        CLOSES,
        "Safer and Stronger Communities Overview and Scrutiny Committee",
        f"Opens: {TITLE} (Safer and Stronger Communities Overview and Scrutiny Committee)",
        f"Closes 11:59pm: {TITLE} (Safer and Stronger Communities Overview and Scrutiny Committee)",
        "Agreement by the Safe Durham Partnership",
        "Endorsement by Cabinet",
        "Adoption by Full Council",
    }


def test_a_window_has_two_short_entries_in_universal_time(events):
    opens, closes = events()[OPENS], events()[CLOSES]

    # Winter time when it opens, summer time when it closes.
    assert opens["dtstart"].dt == dt.datetime(2024, 3, 18, 0, tzinfo=dt.UTC)
    assert closes["dtend"].dt == dt.datetime(2024, 4, 14, 23, tzinfo=dt.UTC)
    for entry in (opens, closes):
        assert entry["dtend"].dt - entry["dtstart"].dt == dt.timedelta(minutes=15)
        assert entry["dtstart"].to_ical().endswith(b"Z")
        assert "Closes at 11:59pm on Sunday 14 April 2024." in entry["description"]
        assert entry["url"] == "http://testserver/consultations/draft-strategy-2024-29/"


def test_nobody_who_subscribes_is_busy(events):
    assert {event["transp"] for event in events().values()} == {"TRANSPARENT"}


def test_no_time_zone_is_left_to_be_guessed(client):
    text = client.get("/timeline.ics").content.decode()

    assert "TZID" not in text
    assert "VTIMEZONE" not in text


def test_programs_are_told_when_to_ask_again(client):
    lines = client.get("/timeline.ics").content.decode().splitlines()

    assert "REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert "X-PUBLISHED-TTL:PT12H" in lines


def test_a_second_program_reads_the_same(client, events):
    calendar = IcsCalendarStream.calendar_from_ics(client.get("/timeline.ics").content.decode())

    assert {(each.summary, each.uid, each.dtstart) for each in calendar.events} == {
        (name, str(event["uid"]), event["dtstart"].dt) for name, event in events().items()
    }
    assert {each.transparency for each in calendar.events} == {"TRANSPARENT"}


def test_every_line_is_as_short_as_the_standard_wants(client):
    lines = client.get("/timeline.ics").content.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_a_day_is_a_whole_day_that_ends_as_the_next_begins(events):
    event = events()["Endorsement by Cabinet"]

    assert event["dtstart"].dt == dt.date(2024, 6, 19)
    assert event["dtend"].dt == dt.date(2024, 6, 20)
    assert event["dtstart"].params["VALUE"] == event["dtend"].params["VALUE"] == "DATE"
    assert event["description"] == "Cabinet is asked to endorse the strategy."


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
    assert len(set(identifiers.values())) == len(identifiers) == 10
    assert identifiers == {summary: str(event["uid"]) for summary, event in again.items()}


def test_identifiers_do_not_depend_on_the_address_that_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_URL = "https://strategy.example"

    uids = [
        {str(event["uid"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")}
        for answer in (client.get("/timeline.ics", headers={"host": h}) for h in ("a.org", "b.org"))
    ]

    assert uids[0] == uids[1]
    assert all(uid.endswith("@strategy.example") for uid in uids[0])


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
