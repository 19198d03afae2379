"""After a window has been moved every place shows its new dates, and what holds at the moment."""

from html import unescape

import pytest
from django.core import mail
from django.core.management import call_command
from icalendar import Calendar

from consultation.documents.paper_form import paper_form_data
from consultation.documents.poster import poster_data
from consultation.models import Consultation, LinkRequest, Window
from sdp_portal.templatetags.dates import moment_in_words
from site_wide.content import read
from site_wide.content.loading import load_strategy
from site_wide.events import events
from strategy.models import Milestone, Strategy
from strategy.reading.timeline import timeline
from tests.conftest import london
from tests.consultation import factories
from tests.site_wide.test_content import SMALL
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

PAGE = "/consultations/draft-strategy-2024-29/"
LATER, EARLIER, EARLY = (
    london("2024-04-22T00:00"),
    london("2024-04-13T00:00"),
    london("2024-04-10T12:00"),
)
STATES = {"(to come)", "Now", "(under way)", "(done)", "(date passed, not confirmed)"}


def told(answer, key):
    """What the timeline on a page says of a milestone: (when, state)."""
    words = Page(answer).text_of(key)
    [state] = [state for state in STATES if state in words]
    return words.partition(f" {state}")[0], state


def every_place(client, admin_client, consultation, window, at):
    """Where the last minute of the window for everyone is said while people can respond."""
    group = consultation.circulation.first()
    return {
        "home": Page(client.get("/")).text,
        "consultation": Page(client.get(PAGE)).text,
        "consultations": Page(client.get("/consultations/")).text,
        "feed": next(e.summary for e in events(at=at) if e.id == f"window-{window.pk}-opened"),
        "feed's bytes": unescape(client.get("/feed.xml").content.decode()),
        "paper form": paper_form_data(consultation, at=at)["closes"],
        "poster": poster_data(group, window=window, url="https://example.org/")["closes"],
        "first screen": Page(admin_client.get("/admin/")).text,
    }


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("closes_at", [LATER, EARLIER, EARLY], ids=["later", "earlier", "early"])
def test_while_it_is_open_every_place_says_the_new_last_minute(
    client, admin_client, consultation, public_window, set_clock, closes_at
):
    factories.moved(public_window, closes_at=closes_at)
    at = set_clock("2024-04-10T11:40")
    consultation = Consultation.objects.for_page().get()
    window = Window.objects.get(pk=public_window.pk)

    places = every_place(client, admin_client, consultation, window, at)

    words = moment_in_words(window.last_minute)
    assert [place for place, text in places.items() if words not in text] == []


@pytest.mark.parametrize("address", ["/", "/timeline/"])
@pytest.mark.parametrize(
    ("closes_at", "now", "when", "state"),
    [
        (LATER, "2024-04-10T10:00", "18 March to 21 April 2024", "Now"),
        (LATER, "2024-04-15T00:00", "18 March to 21 April 2024", "Now"),
        (LATER, "2024-04-21T23:50", "18 March to 21 April 2024", "Now"),
        (LATER, "2024-04-22T00:00", "18 March to 21 April 2024", "(done)"),
        (EARLIER, "2024-04-12T23:50", "18 March to 12 April 2024", "Now"),
        (EARLIER, "2024-04-13T00:00", "18 March to 12 April 2024", "(done)"),
        (EARLY, "2024-04-10T11:50", "18 March to 10 April 2024", "Now"),
        (EARLY, "2024-04-10T12:00", "18 March to 10 April 2024", "(done)"),
    ],
)
def test_home_and_timeline_go_by_the_window_to_the_moment(
    client, public_window, set_clock, address, closes_at, now, when, state
):
    factories.moved(public_window, closes_at=closes_at)
    set_clock(now)

    assert told(client.get(address), "public-consultation") == (when, state)
    assert ("Closes at" in Page(client.get("/")).text) is (state == "Now")


def test_an_opening_that_is_moved_is_moved_everywhere(client, public_window, set_clock):
    factories.moved(
        public_window, opens_at=london("2024-03-20T09:00"), at=london("2024-03-10T10:00")
    )

    set_clock("2024-03-19T10:00")
    assert told(client.get("/timeline/"), "public-consultation") == (
        "20 March to 14 April 2024",
        "(to come)",
    )
    assert "9am on Wednesday 20 March 2024" in Page(client.get(PAGE)).text
    set_clock("2024-03-20T09:00")
    assert told(client.get("/"), "public-consultation")[1] == "Now"


@pytest.mark.parametrize("closes_at", [LATER, EARLIER, EARLY], ids=["later", "earlier", "early"])
def test_the_calendar_ends_when_the_window_does(client, public_window, closes_at):
    factories.moved(public_window, closes_at=closes_at)

    calendar = Calendar.from_ical(client.get("/timeline.ics").content)

    ends = {e["uid"]: e["dtend"].dt for e in calendar.walk("VEVENT") if "dtend" in e}
    assert closes_at in ends.values()


@pytest.mark.parametrize("address", ["/", "/timeline/", "/timeline.ics", "/documents/"])
def test_the_old_last_day_of_the_committee_is_nowhere(client, invited_window, address):
    factories.moved(invited_window, closes_at=london("2024-05-01T00:00"))

    words = client.get(address).content.decode().partition("committee-report")[0]

    assert "23 April" not in words
    assert "20240423" not in words


def test_a_reminder_says_the_new_last_minute(client, public_window, set_clock):
    client.post(f"{PAGE}respond/comment/", {"text": "Begun."})
    client.post(f"{PAGE}respond/link/", {"email": "pat@example.org", "remind": "on"})
    assert LinkRequest.objects.exists()
    factories.moved(public_window, closes_at=LATER)
    set_clock("2024-04-19T10:00")
    mail.outbox.clear()

    call_command("due_work")

    assert "11:59pm on Sunday 21 April 2024" in mail.outbox[-1].body


@pytest.mark.ignore_template_errors
def test_the_first_screen_asks_nobody_to_record_what_the_clock_knows(admin_client, set_clock):
    set_clock("2024-05-01T10:00")

    page = Page(admin_client.get("/admin/")).text

    assert "Milestones to record" in page
    assert "Public consultation on the draft strategy" not in page


# What is “now”


def nows(at):
    return [s.key for s in timeline(Strategy.objects.get(), at=at) if s.state == "today"]


@pytest.mark.parametrize(
    ("now", "keys"),
    [
        ("2024-03-10T10:00", []),
        ("2024-04-10T10:00", ["public-consultation"]),
        ("2024-04-15T10:00", []),
        ("2024-04-16T10:00", ["committee-meeting"]),
        ("2024-04-17T10:00", ["committee-final-comments"]),
        ("2024-05-01T10:00", []),
        ("2024-05-20T10:00", ["partnership-agreement"]),
        ("2024-08-01T10:00", []),
    ],
)
def test_no_more_than_one_is_now_and_before_adoption_never_the_five_years(now, keys):
    assert nows(london(now)) == keys


def test_on_the_day_of_the_meeting_the_open_window_is_under_way(client, set_clock):
    set_clock("2024-04-16T10:00")

    assert told(client.get("/timeline/"), "committee-final-comments") == (
        "16 to 23 April 2024",
        "(under way)",
    )


def test_the_five_years_are_now_from_the_adoption_on(client, set_clock):
    Milestone.objects.filter(key="full-council").update(
        reached_on=london("2024-07-17T12:00").date()
    )

    assert nows(london("2024-07-16T10:00")) == []
    assert nows(london("2024-07-17T10:00")) == ["in-force"]
    set_clock("2024-08-01T10:00")
    assert told(client.get("/"), "in-force") == ("2024 to 2029", "Now")


def test_what_follows_a_window_begins_when_it_closes(public_window):
    Milestone.objects.filter(key="in-force").update(follows=public_window.milestone)

    assert nows(london("2024-04-14T23:59")) == ["public-consultation"]
    assert nows(london("2024-04-15T00:00")) == ["in-force"]


def test_milestones_that_follow_each_other_do_not_begin_and_harm_nothing():
    first, second = Milestone.objects.filter(key__in=["in-force", "full-council"])
    Milestone.objects.filter(pk=first.pk).update(follows=second)
    Milestone.objects.filter(pk=second.pk).update(follows=first)

    assert nows(london("2024-07-17T10:00")) == []


# Before a window is live its milestone has its own dates; the content file


def test_a_window_that_is_not_live_shows_nothing_of_itself(consultation, public_window):
    Consultation.objects.update(went_live_at=None)
    Window.objects.filter(pk=public_window.pk).update(closes_at=LATER)

    [step] = [
        s
        for s in timeline(Strategy.objects.get(), at=london("2024-04-10T10:00"))
        if s.key == "public-consultation"
    ]

    assert step.planned_to == london("2024-04-14T10:00").date()


def test_two_windows_of_one_milestone_are_one_span(consultation, public_window):
    Window.objects.create(
        consultation=consultation,
        title="A second time",
        audience="everyone",
        opens_at=london("2024-05-01T00:00"),
        closes_at=london("2024-05-08T00:00"),
        milestone=public_window.milestone,
    )

    def step(now):
        return next(
            (s.planned_from.isoformat(), s.planned_to.isoformat(), s.state)
            for s in timeline(Strategy.objects.get(), at=london(now))
            if s.key == "public-consultation"
        )

    assert step("2024-04-10T10:00") == ("2024-03-18", "2024-05-07", "today")
    assert step("2024-04-20T10:00") == ("2024-03-18", "2024-05-07", "planned")
    assert step("2024-05-07T10:00")[2] == "today"
    assert step("2024-05-08T00:00")[2] == "reached"


def load(text, tmp_path):
    path = tmp_path / "strategy.yaml"
    path.write_text(text)
    return load_strategy(read(path), at=london("2030-04-01T10:00"))


def test_a_milestone_of_the_file_takes_the_days_of_its_window(tmp_path):
    text = SMALL.replace("    planned: 2030-04-16\n    reached_on: 2030-04-17\n", "")

    milestone = load(text, tmp_path).milestones.get()

    days = (milestone.planned_from.isoformat(), milestone.planned_to.isoformat())
    assert days == ("2030-03-18", "2030-04-14")


def test_in_the_file_a_milestone_may_follow_another(tmp_path):
    text = SMALL.replace(
        "milestones:\n",
        "milestones:\n  - {key: after, title: After, planned: 2030/2031, follows: meeting}\n",
    )

    after = load(text, tmp_path).milestones.get(key="after")

    assert after.follows.key == "meeting"
