"""Dates and times as GOV.UK's style writes them, in London, each in a <time> element."""

import datetime as dt

from django import template
from django.utils.html import format_html

from sdp_portal.clock import LONDON

register = template.Library()


def time_in_words(moment: dt.datetime) -> str:
    """5pm, 9:30am, 11:59pm, midday; the first minute of a day is 12:00am and is never shown:
    a window's end is shown by its last minute instead."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (12, 0):
        return "midday"
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half}" if local.minute else f"{hour}{half}"


def day_in_words(value: dt.date, *, weekday=True) -> str:
    """Sunday 14 April 2024; a datetime is taken at its London date."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(LONDON).date()
    return f"{value:%A} {value.day} {value:%B %Y}" if weekday else f"{value.day} {value:%B %Y}"


def moment_in_words(moment: dt.datetime) -> str:
    """11:59pm on Sunday 14 April 2024; a day's first minute is written as the day alone."""
    local = moment.astimezone(LONDON)
    if (local.hour, local.minute) == (0, 0):
        return day_in_words(local)
    return f"{time_in_words(local)} on {day_in_words(local)}"


def opening_in_words(moment: dt.datetime) -> str:
    """“on Monday 18 March 2024”, or “at 9am on Monday 18 March 2024”: what follows “opens”."""
    words = moment_in_words(moment)
    return f"on {words}" if words == day_in_words(moment.astimezone(LONDON)) else f"at {words}"


def to_the_second(moment: dt.datetime) -> str:
    """10:02:31am on Wednesday 10 April 2024 (London time), for receipts."""
    local = moment.astimezone(LONDON)
    half = "am" if local.hour < 12 else "pm"
    return f"{local.hour % 12 or 12}:{local:%M:%S}{half} on {day_in_words(local)}"


def _time_element(value, words):
    machine = value.isoformat()
    if isinstance(value, dt.datetime):  # HTML allows at most three decimals of a second
        machine = value.astimezone(LONDON).isoformat(timespec="seconds")
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.filter
def opening(value):
    preposition, _, moment = opening_in_words(value).partition(" ")
    return format_html("{} {}", preposition, _time_element(value, moment))


@register.filter
def day(value):
    return _time_element(value, day_in_words(value))


@register.filter
def short_day(value):
    return _time_element(value, day_in_words(value, weekday=False))


@register.filter
def moment(value):
    return _time_element(value, moment_in_words(value))


@register.filter
def second(value):
    return _time_element(value, to_the_second(value))


@register.filter
def planned(milestone):
    """When a milestone is planned, no more exactly than it is known: July 2023, 2024 to 2029."""
    first, last = milestone.planned_from, milestone.planned_to
    if milestone.precision == "year":
        return _from_to(first, last, f"{first.year}", f"{last.year}")
    if milestone.precision == "month":
        return _from_to(first, last, f"{first:%B %Y}", f"{last:%B %Y}")
    if first.year == last.year and first != last:
        month = "" if first.month == last.month else f" {first:%B}"
        return _from_to(first, last, f"{first.day}{month}", day_in_words(last, weekday=False))
    return _from_to(
        first, last, day_in_words(first, weekday=False), day_in_words(last, weekday=False)
    )


def _from_to(first, last, first_words, last_words):
    if first_words == last_words:
        return _time_element(first, first_words)
    return format_html(
        "{} to {}", _time_element(first, first_words), _time_element(last, last_words)
    )
