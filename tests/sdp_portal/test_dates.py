"""Dates and times in words, in London."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils.html import strip_tags

from tests.conftest import london


def rendered(filter_name, value):
    template = Template("{% load dates %}{{ value|" + filter_name + " }}")
    return template.render(Context({"value": value}))


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2024-04-14T17:00", "5pm on Sunday 14 April 2024"),
        ("2024-04-14T09:30", "9:30am on Sunday 14 April 2024"),
        ("2024-04-14T09:05", "9:05am on Sunday 14 April 2024"),
        ("2024-04-14T00:01", "12:01am on Sunday 14 April 2024"),
        ("2024-04-14T11:59", "11:59am on Sunday 14 April 2024"),
        ("2024-04-14T12:00", "midday on Sunday 14 April 2024"),
        ("2024-04-14T12:01", "12:01pm on Sunday 14 April 2024"),
        ("2024-04-14T23:59", "11:59pm on Sunday 14 April 2024"),
        ("2024-04-01T01:00", "1am on Monday 1 April 2024"),
    ],
)
def test_a_moment_is_told_as_a_time_on_a_day(moment, words):
    assert strip_tags(rendered("moment", london(moment))) == words


def test_a_machine_reads_the_time_to_the_second():
    element = rendered("moment", london("2024-04-14T17:00:31.123456"))

    assert 'datetime="2024-04-14T17:00:31+01:00"' in element


@pytest.mark.parametrize("time", ["00:00", "00:00:31", "00:00:59.999999"])
def test_the_first_minute_of_a_day_is_told_as_the_day(time):
    words = strip_tags(rendered("moment", london(f"2024-03-18T{time}")))

    assert words == "Monday 18 March 2024"


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        ("2024-03-30T23:59", "11:59pm on Saturday 30 March 2024"),
        ("2024-03-31T00:59", "12:59am on Sunday 31 March 2024"),
        ("2024-03-31T01:00", "2am on Sunday 31 March 2024"),
        ("2024-04-14T22:59", "11:59pm on Sunday 14 April 2024"),
        ("2024-04-14T23:00", "Monday 15 April 2024"),
        ("2024-10-27T00:30", "1:30am on Sunday 27 October 2024"),
        ("2024-10-27T01:30", "1:30am on Sunday 27 October 2024"),
    ],
)
def test_a_moment_is_told_in_london_whether_in_summer_or_in_winter(utc, words):
    moment = dt.datetime.fromisoformat(utc).replace(tzinfo=dt.UTC)

    assert strip_tags(rendered("moment", moment)) == words


@pytest.mark.parametrize(
    ("value", "machine"),
    [
        (london("2024-03-30T09:30"), "2024-03-30T09:30:00+00:00"),
        (london("2024-04-14T23:59"), "2024-04-14T23:59:00+01:00"),
        (dt.date(2024, 4, 14), "2024-04-14"),
    ],
)
def test_the_same_is_there_for_machines(value, machine):
    assert rendered("day", value).startswith(f'<time datetime="{machine}">')


@pytest.mark.parametrize(
    ("filter_name", "words"), [("day", "Sunday 31 March 2024"), ("short_day", "31 March 2024")]
)
@pytest.mark.parametrize(
    "value",
    [dt.date(2024, 3, 31), dt.datetime(2024, 3, 31, 22, 59, tzinfo=dt.UTC)],
    ids=["a date", "a moment at its date in London"],
)
def test_a_day_is_told_with_or_without_its_weekday(filter_name, words, value):
    assert strip_tags(rendered(filter_name, value)) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2024-04-10T10:02:31", "10:02:31am on Wednesday 10 April 2024"),
        ("2024-04-10T12:00:00", "12:00:00pm on Wednesday 10 April 2024"),
        ("2024-04-14T23:59:59.999999", "11:59:59pm on Sunday 14 April 2024"),
    ],
)
def test_a_receipt_tells_the_second(moment, words):
    assert strip_tags(rendered("second", london(moment))) == words
