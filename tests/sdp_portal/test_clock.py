"""The portal's only clock."""

import datetime as dt

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from sdp_portal import clock
from tests.strategy.reading import Page

WITHIN = dt.timedelta(minutes=1)


def real_now():
    return dt.datetime.now(dt.UTC)  # noqa: TID251 the clock is compared with the machine's


@pytest.mark.parametrize(
    ("start", "utc"),
    [
        ("2024-03-30T10:00", "2024-03-30T10:00"),
        ("2024-04-10T10:00", "2024-04-10T09:00"),
        ("2024-04-10T10:00+00:00", "2024-04-10T10:00"),
        ("2024-04-10T10:00Z", "2024-04-10T10:00"),
        ("2024-04-10T10:00+05:30", "2024-04-10T04:30"),
        ("2024-03-31T00:59", "2024-03-31T00:59"),
        ("2024-03-31T02:00", "2024-03-31T01:00"),
        ("2024-10-27T01:30+01:00", "2024-10-27T00:30"),
        ("2024-10-27T01:30+00:00", "2024-10-27T01:30"),
        ("2024-10-27T02:00", "2024-10-27T02:00"),
    ],
)
def test_the_clock_starts_at_a_london_time_unless_an_offset_is_given(set_clock, start, utc):
    now = set_clock(start)

    started = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)
    assert started <= now < started + WITHIN


def test_without_a_start_it_is_the_real_time(set_clock):
    before = real_now()

    now = set_clock("")

    assert before <= now <= real_now()


def test_the_clock_ticks(set_clock):
    first = set_clock("2024-04-10T10:00")
    began = real_now()

    later = clock.now()

    assert later > first
    assert later - first <= real_now() - began + WITHIN


@pytest.mark.parametrize("start", ["2024-03-31T01:30", "2024-03-31T01:00", "2024-10-27T01:30"])
def test_an_hour_that_london_skipped_or_had_twice_is_refused(start):
    with pytest.raises(ImproperlyConfigured, match=r"(no 1:[03]0am|twice)\. Use a time") as caught:
        clock.offset_to(start)

    assert "Or add an offset, such as +00:00." in str(caught.value)


@pytest.mark.parametrize(
    "start", ["soon", "10 April 2024", "2024-02-30T10:00", "2024-04-10T25:00", "2024-04-10T10:00X"]
)
def test_nonsense_is_refused_with_an_example(start):
    with pytest.raises(ImproperlyConfigured) as caught:
        clock.offset_to(start)

    assert str(caught.value) == (
        f"PORTAL_CLOCK={start!r} is not a date and time such as 2024-04-10T10:00."
    )


# The demonstration clock


def told_by_check():
    return [error for error in run_checks() if error.id == "sdp_portal.E001"]


def test_a_demonstration_clock_in_production_is_an_error(settings):
    settings.PORTAL_CLOCK, settings.DEBUG = "2024-04-10T10:00", False

    [error] = told_by_check()

    assert error.is_serious()
    assert "PORTAL_CLOCK" in error.hint


@pytest.mark.parametrize(("start", "debug"), [("", False), ("", True), ("2024-04-10T10:00", True)])
def test_no_clock_or_a_demonstration_is_no_error(settings, start, debug):
    settings.PORTAL_CLOCK, settings.DEBUG = start, debug

    assert told_by_check() == []


def test_every_page_says_what_time_it_is_in_a_demonstration(db, client, settings, set_clock):
    set_clock("2024-04-14T17:00")
    settings.PORTAL_CLOCK = "2024-04-14T17:00"

    page = Page(client.get("/"))

    assert "Demonstration: 5pm on Sunday 14 April 2024" in page.text


def test_no_page_speaks_of_a_demonstration_in_real_time(db, client, set_clock):
    assert "Demonstration" not in Page(client.get("/")).text


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
def test_a_demonstration_does_not_offer_the_today_of_the_browser(admin_client, settings):
    """assets/scss/_forms.scss hides it."""
    real = admin_client.get("/admin/consultation/window/add/").content.decode()
    settings.PORTAL_CLOCK = "2024-04-14T17:00"

    shown = admin_client.get("/admin/consultation/window/add/").content.decode()

    assert "sdp-demonstration" in shown
    assert "sdp-demonstration" not in real


@pytest.mark.django_db
def test_a_consultation_that_was_loaded_is_not_live_since_a_day_to_come(consultation):
    """It is loaded by the real clock, and a demonstration can begin before that."""
    first = consultation.windows.order_by("opens_at").first()

    assert consultation.went_live_at == first.opens_at
