"""The content file's facts as a reader would find them: a walk over everything the file says."""

import datetime as dt

from pydantic import BaseModel

from sdp_portal.templatetags.dates import day_in_words, time_in_words
from site_wide.content.values import Days, RichText
from strategy.rich_text import plain_text

# Names that things are known by behind the pages, and answers to yes or no.
NOT_FOR_READERS = {
    *("slug", "key", "role", "lead", "arrangement", "milestone", "follows", "shown_on"),
    *("audience", "formal", "sensitive", "everywhere", "in_danger", "for_reporting", "checked_on"),
    *("palette", "reference_prefix", "short_name"),
}
# Told in other words, which have tests of their own: a milestone as done, the assessment's state,
# the years as a period in the strategy's name, what the text is, the purpose for search engines,
# and where people live in the form.
TOLD_OTHERWISE = {"reached_on", "state", "first_year", "last_year", "standing"}
TOLD_OTHERWISE |= {"purpose", "area", "resident"}


def facts(content):
    """(where in the file, words that must stand on a page)"""
    return list(_of_model(content, ""))


def _of_model(model, where):
    for name, field in type(model).model_fields.items():
        if name in NOT_FOR_READERS | TOLD_OTHERWISE:
            continue
        value = getattr(model, name)
        here = f"{where}.{name}".removeprefix(".")
        if RichText.__metadata__[0] in field.metadata:
            yield from ((here, line) for line in plain_text(value).split("\n") if line)
        elif name == "published_at":  # an edition is told by its day
            yield here, day_in_words(value)
        elif name == "last_minute":  # kept as the moment after it
            yield from _of_value(value - dt.timedelta(minutes=1), here)
        else:
            yield from _of_value(value, here)


def _of_value(value, where):
    match value:
        case None | "":
            return
        case BaseModel():
            yield from _of_model(value, where)
        case list():
            for number, item in enumerate(value):
                yield from _of_value(item, f"{where}[{number}]")
        case Days(first, last, precision):
            yield from ((where, _day(day, precision)) for day in (first, last))
        case dt.datetime() if value.time() == dt.time():
            yield where, day_in_words(value)
        case dt.datetime():
            yield from ((where, words) for words in (time_in_words(value), day_in_words(value)))
        case dt.date():
            yield where, day_in_words(value, weekday=False)
        case str():
            yield where, value
        case _:
            raise TypeError(f"{where} holds {value!r}; how would a page tell it?")


def _day(day, precision):
    match precision:
        case "year":
            return f"{day.year}"
        case "month":
            return f"{day:%B %Y}"
        case _:
            return f"{day.day} {day:%B}"
