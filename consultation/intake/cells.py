"""The meaning of the cells in a table of responses: names, choices, dates and times.

A cell that we do not understand raises a ValidationError with a sentence about it.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured, ValidationError

from consultation.intake.tables import shown
from consultation.models import Answer, Response
from sdp_portal.clock import in_london

STRAIGHT = str.maketrans("’‘“”\u2010\u2011–—", "''\"\"----")
DATE_FORMATS = [
    f"{day}{time}" for day in ("%d/%m/%Y", "%d.%m.%Y") for time in (" %H:%M", " %H:%M:%S", "")
]


def plain(name: str) -> str:
    """`name` without differences in capitals, spaces, quotation marks and dashes."""
    return " ".join(name.translate(STRAIGHT).casefold().split())


class Names:
    """Things that a cell can name.

    `kind` completes the sentence “… is not <kind>.”; `instead` says what to write when several
    things have the same name.
    """

    def __init__(self, kind: str, named: Iterable[tuple[object, list[str]]], *, instead: str = ""):
        self.kind, self.instead, self.things = kind, instead, {}
        for thing, names in named:
            for name in {plain(name) for name in names} - {""}:
                self.things.setdefault(name, []).append(thing)

    def find(self, text: str):
        """The thing that `text` names; None for an empty cell."""
        if not text.strip():
            return None
        match self.things.get(plain(text), []):
            case []:
                raise ValidationError(f"“{shown(text)}” is not {self.kind}.")
            case [thing]:
                return thing
            case _:
                raise ValidationError(f"“{shown(text)}” can mean several; write {self.instead}.")


class Choices:
    """The values of a choice field. A cell may have the value or its label on the website."""

    def __init__(self, choices, also=()):
        """`also` has further pairs of value and label."""
        self.all = ", ".join(choices.values)
        named = {choice.value: [choice.value, choice.label] for choice in choices}
        for value, label in also:
            named[value].append(label)
        self.names = Names(f"one of {self.all}", named.items())

    def find(self, text: str) -> str:
        """The value; "" for an empty cell."""
        return self.names.find(text) or ""

    def find_required(self, text: str) -> str:
        if not text.strip():
            raise ValidationError(f"Fill this in: {self.all}.")
        return self.find(text)


PUBLICATIONS = Choices(Response.Publication)
CHANNELS = Choices(Response.Channel)
ANSWERS = Choices(Answer.Choice)


def moment(text: str) -> dt.datetime:
    """Reads 10/04/2024 14:30 or ISO 8601, in London time unless it names another zone."""
    text = text.strip()
    if not text:
        raise ValidationError("Enter when it was received, such as 10/04/2024 14:30.")
    try:
        for date_format in DATE_FORMATS:
            with contextlib.suppress(ValueError):
                found = dt.datetime.strptime(text, date_format)  # noqa: DTZ007 zone added below
                break
        else:
            found = dt.datetime.fromisoformat(text)
        if ":" not in text:
            raise ValidationError("Add the time of day, such as 10/04/2024 14:30.")
        return (found if found.tzinfo else in_london(found)).astimezone(dt.UTC)
    except ImproperlyConfigured as error:  # London's clocks skipped or repeated this hour
        raise ValidationError(str(error)) from None
    except (ValueError, OverflowError):
        raise ValidationError(
            f"“{shown(text)}” is not a date and time such as 10/04/2024 14:30."
        ) from None
