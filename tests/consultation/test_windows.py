import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consultation.models import Consultation, Window
from tests.conftest import london

MICROSECOND = dt.timedelta(microseconds=1)
OPENS = london("2024-03-18T00:00")
CLOSES = london("2024-04-15T00:00")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (OPENS - MICROSECOND, False),
        (OPENS, True),
        (OPENS + MICROSECOND, True),
        (london("2024-03-30T23:59:59.999999"), True),
        (london("2024-03-31T00:59:59.999999"), True),
        (london("2024-03-31T02:00"), True),
        (CLOSES - MICROSECOND, True),
        (CLOSES, False),
        (CLOSES + MICROSECOND, False),
    ],
)
def test_a_window_is_open_from_its_opening_on_and_no_longer_at_its_closing(
    public_window, at, is_open
):
    by_row = Window.objects.open(at=at).filter(pk=public_window.pk).exists()

    assert public_window.is_open(at=at) is is_open
    assert by_row is is_open


def test_the_window_is_an_hour_shorter_than_its_days_because_the_clocks_go_forward(public_window):
    length = public_window.closes_at - public_window.opens_at

    assert length == dt.timedelta(days=28) - dt.timedelta(hours=1)


def test_the_closing_is_midnight_in_summer_time(public_window):
    assert public_window.closes_at == dt.datetime(2024, 4, 14, 23, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("begun_at", "at", "accepted"),
    [
        (CLOSES - MICROSECOND, CLOSES, True),
        (CLOSES - MICROSECOND, CLOSES + dt.timedelta(minutes=15) - MICROSECOND, True),
        (CLOSES - MICROSECOND, CLOSES + dt.timedelta(minutes=15), False),
        (CLOSES, CLOSES, False),
        (CLOSES, CLOSES + MICROSECOND, False),
        (OPENS - MICROSECOND, CLOSES, False),
        (OPENS - MICROSECOND, OPENS - MICROSECOND, False),
        (OPENS, OPENS, True),
    ],
)
def test_what_was_begun_before_closing_is_accepted_within_the_grace_period(
    public_window, begun_at, at, accepted
):
    assert public_window.accepts(begun_at=begun_at, at=at) is accepted


@pytest.mark.parametrize(
    ("at", "late"), [(CLOSES - MICROSECOND, False), (CLOSES, True), (CLOSES + MICROSECOND, True)]
)
def test_only_what_comes_after_closing_is_late(public_window, at, late):
    assert public_window.is_late(at=at) is late


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (london("2024-03-10T09:00"), "upcoming"),
        (OPENS - MICROSECOND, "upcoming"),
        (OPENS, "open"),
        (CLOSES - MICROSECOND, "open"),
        (CLOSES, "closed"),
        (london("2024-04-20T12:00"), "closed"),  # the committee's window changes nothing
        (london("2026-01-01T00:00"), "closed"),
    ],
)
def test_the_state_of_a_consultation_is_that_of_its_window_for_everyone(consultation, at, state):
    assert consultation.state(at=at) == state


def test_the_committee_can_respond_from_its_meeting_until_the_end_of_23_april(consultation):
    window = consultation.windows.get(audience="invited")

    assert window.opens_at == london("2024-04-16T00:00")
    assert window.closes_at == london("2024-04-24T00:00")


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (london("2024-03-18T00:00"), 27),
        (london("2024-04-13T23:59"), 1),
        (london("2024-04-14T00:00"), 0),
        (london("2024-04-14T23:59"), 0),
    ],
)
def test_days_left_are_counted_to_the_last_london_day(public_window, at, days):
    assert public_window.days_left(at=at) == days


def test_the_window_lasts_28_days(public_window):
    assert public_window.days_in_all() == 28


@pytest.mark.parametrize(
    ("due_on", "at", "is_overdue"),
    [
        (None, "2030-01-01T00:00", False),
        (dt.date(2024, 5, 20), "2024-05-20T23:59", False),
        (dt.date(2024, 5, 20), "2024-05-21T00:00", True),
    ],
)
def test_an_outcome_is_late_only_after_a_day_that_officers_set(
    consultation, due_on, at, is_overdue
):
    consultation.response_due_on = due_on

    assert consultation.is_outcome_overdue(at=london(at)) is is_overdue


def test_a_consultation_without_windows_is_closed(edition):
    consultation = Consultation.objects.create(
        edition=edition, slug="another", title="Another", email="a@example.org"
    )

    assert consultation.state(at=OPENS) == "closed"


def test_a_window_that_closes_before_it_opens_is_refused_in_words(public_window):
    public_window.closes_at = public_window.opens_at

    with pytest.raises(ValidationError, match="A window must close after it opens"):
        public_window.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        public_window.save()


def test_two_windows_for_everyone_must_not_overlap(public_window):
    second = Window(
        consultation=public_window.consultation,
        title="Again",
        audience="everyone",
        opens_at=public_window.closes_at - MICROSECOND,
        closes_at=public_window.closes_at + dt.timedelta(days=1),
    )

    with pytest.raises(ValidationError, match="must not overlap"):
        second.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        second.save()


def test_a_window_may_open_at_the_moment_another_closes(public_window):
    second = Window(
        consultation=public_window.consultation,
        title="Extension",
        audience="everyone",
        opens_at=public_window.closes_at,
        closes_at=public_window.closes_at + dt.timedelta(days=1),
    )

    second.full_clean()
    second.save()

    assert Window.objects.open(at=public_window.closes_at).for_everyone().get() == second


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ("2024-04-14T00:00", 23),
        ("2024-04-14T18:59:59", 5),
        ("2024-04-14T19:00", 4),  # fewer than five from now on
        ("2024-04-14T22:59:59", 1),
        ("2024-04-14T23:00", 0),
        ("2024-04-14T23:59:59", 0),
        ("2024-04-15T00:00", 0),
    ],
)
def test_it_counts_the_full_hours_that_are_left(public_window, at, hours):
    assert public_window.hours_left(at=london(at)) == hours


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2024-04-13T10:00", "1 day left"),
        ("2024-04-14T18:30", "Closes today: 5 hours left"),
        ("2024-04-14T22:30", "Closes today: 1 hour left"),
        ("2024-04-14T23:30", "Closes in less than an hour"),
    ],
)
@pytest.mark.django_db
def test_the_card_counts_hours_on_the_last_day(client, set_clock, at, words):
    set_clock(at)

    assert words in client.get("/").content.decode()
