"""What the cells of a table of responses mean: names, choices, moments.

Whatever stands in a cell, what it cannot mean is told by a ValidationError with a sentence.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured, ValidationError

from consultation.intake.tables import shown
from consultation.models import Answer, Response
from sdp_portal.clock import in_london

STRAIGHT = str.maketrans("’‘“”\u2010\u2011–—", "''\"\"----")
FORMS_OF_A_MOMENT = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y")


def plain(name: str) -> str:
    """The same for what differs in capitals, spaces, or the shape of quotation marks and dashes."""
    return " ".join(name.translate(STRAIGHT).casefold().split())


class Names:
    """Things that a cell can name. `kind`: what they are, for “… is not <kind>.”; `instead`: what
    to write where several have the same name."""

    def __init__(self, kind: str, named: Iterable[tuple[object, list[str]]], *, instead: str = ""):
        self.kind, self.instead, self.things = kind, instead, {}
        for thing, names in named:
            for name in {plain(name) for name in names} - {""}:
                self.things.setdefault(name, []).append(thing)

    def find(self, text: str):
        """What `text` names; None for an empty cell."""
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
    """The values of a field with few of them; its labels on the website mean the same."""

    def __init__(self, choices):
        self.all = ", ".join(choices.values)
        self.names = Names(
            f"one of {self.all}",
            ((choice.value, [choice.value, choice.label]) for choice in choices),
        )

    def find(self, text: str) -> str:
        """The value that is meant; "" for an empty cell."""
        return self.names.find(text) or ""

    def find_needed(self, text: str) -> str:
        if not text.strip():
            raise ValidationError(f"Fill this in: {self.all}.")
        return self.find(text)


KINDS = Choices(Response.Kind)
PUBLICATIONS = Choices(Response.Publication)
CHANNELS = Choices(Response.Channel)
ANSWERS = Choices(Answer.Choice)


def moment(text: str) -> dt.datetime:
    """10/04/2024 14:30, or ISO 8601; in London time unless it says otherwise."""
    text = text.strip()
    if not text:
        raise ValidationError("Enter when it was received, such as 10/04/2024 14:30.")
    try:
        for form in FORMS_OF_A_MOMENT:
            with contextlib.suppress(ValueError):
                found = dt.datetime.strptime(text, form)  # noqa: DTZ007 London time is added below
                break
        else:
            found = dt.datetime.fromisoformat(text)
        if ":" not in text:
            raise ValidationError("Add the time of day, such as 10/04/2024 14:30.")
        return (found if found.tzinfo else in_london(found)).astimezone(dt.UTC)
    except ImproperlyConfigured as error:  # an hour that London's clocks skipped or had twice
        raise ValidationError(str(error)) from None
    except (ValueError, OverflowError):
        raise ValidationError(
            f"“{shown(text)}” is not a date and time such as 10/04/2024 14:30."
        ) from None
