"""The types of values in the content file. Every value arrives as text."""

import datetime as dt
import re
from calendar import monthrange
from typing import Annotated, NamedTuple

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import RegexValidator
from markdown_it import MarkdownIt
from pydantic import AfterValidator, Field, PlainValidator, StringConstraints

from sdp_portal.clock import in_london
from strategy.models import Milestone, is_key
from strategy.rich_text import LONGEST_TEXT, clean_html, what_is_left_out

NOT_A_MOMENT = "Write a date and time such as 2024-03-18T09:00."
NOT_A_DAY = "Write a date such as 2024-03-18."
NOT_DAYS = (
    "Write a date such as 2024-03-18, a month 2023-07, a year 2024, "
    "or two of these with a slash between."
)

_markdown = MarkdownIt("commonmark")
_has_no_slash = RegexValidator(
    "/", "An address is made of small letters, digits and hyphens.", inverse_match=True
)


class Days(NamedTuple):
    """A period with its first and last day, and how exactly they are known."""

    starts_on: dt.date
    ends_on: dt.date
    precision: Milestone.Precision


def like(model, name):
    """The validators of the model's field, which also check what officers type."""
    return AfterValidator(_saying_why(model._meta.get_field(name).run_validators))


def _saying_why(validate):
    """A validator for pydantic made from one of Django's."""

    def check(value):
        try:
            validate(value)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from None
        return value

    return check


def _moment(value):
    """A date with a time of day, in London time unless it has an offset."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value):
        raise ValueError(NOT_A_MOMENT)
    try:
        moment = dt.datetime.fromisoformat(value)
        return moment if moment.tzinfo else in_london(moment)
    except (ValueError, OverflowError):
        raise ValueError(NOT_A_MOMENT) from None
    except ImproperlyConfigured as error:
        raise ValueError(str(error)) from None


def _minute_after(value):
    """The end of the minute: the file gives the last minute of a window."""
    try:
        return _moment(value) + dt.timedelta(minutes=1)
    except OverflowError:
        raise ValueError(NOT_A_MOMENT) from None


def _day(value):
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(NOT_A_DAY)
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise ValueError(NOT_A_DAY) from None


def _days(value):
    """`2024-03-18`, `2024-03`, `2024`, or two of these with a slash between them (ISO 8601)."""
    try:
        first, _, last = value.partition("/")
        starts_on, _, precision = _one_step(first)
        _, ends_on, _ = _one_step(last or first)
    except (AttributeError, ValueError):
        raise ValueError(NOT_DAYS) from None
    if ends_on < starts_on:
        raise ValueError("The last day is before the first day.")
    return Days(starts_on, ends_on, precision)


def _one_step(value):
    """The period of one year, month or day."""
    if re.fullmatch(r"\d{4}", value):
        year = int(value)
        return Days(dt.date(year, 1, 1), dt.date(year, 12, 31), Milestone.Precision.YEAR)
    if re.fullmatch(r"\d{4}-\d{2}", value):
        first = _day(f"{value}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return Days(first, last, Milestone.Precision.MONTH)
    day = _day(value)
    return Days(day, day, Milestone.Precision.DAY)


def _from_markdown(value):
    if not isinstance(value, str):
        raise ValueError("Write a text.")
    if len(value) > LONGEST_TEXT:
        raise ValueError(f"A text may have {LONGEST_TEXT:,} characters, and this has more.")
    html = _markdown.render(value)
    if sentences := what_is_left_out(html):
        raise ValueError(f"{' '.join(sentences)} Take them out of the file.")
    return clean_html(html)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Key = Annotated[str, AfterValidator(_saying_why(is_key))]
Slug = Annotated[
    str, AfterValidator(_saying_why(_has_no_slash)), AfterValidator(_saying_why(is_key))
]
RichText = Annotated[str, PlainValidator(_from_markdown)]
Moment = Annotated[dt.datetime, PlainValidator(_moment)]
LastMinute = Annotated[dt.datetime, PlainValidator(_minute_after)]
Day = Annotated[dt.date, PlainValidator(_day)]
Period = Annotated[Days, PlainValidator(_days)]
Year = Annotated[int, Field(ge=1998, le=2200)]
