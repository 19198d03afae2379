"""Marks what is likely personal data in what a member of the public in Britain wrote.

It suggests to an officer where to look. It removes nothing, and it misses things: a name without a
title or a relation before it is not found."""

from collections.abc import Iterable

from consideration.personal_data.addresses import postcodes, street_addresses
from consideration.personal_data.identifiers import (
    births,
    national_insurance_numbers,
    nhs_numbers,
    vehicle_registrations,
)
from consideration.personal_data.names import names_of_people
from consideration.personal_data.passages import Kind, Passage
from consideration.personal_data.reachable import emails, telephone_numbers

__all__ = ["Kind", "Passage", "likely_personal_data"]

FINDERS = [
    births,
    emails,
    names_of_people,
    national_insurance_numbers,
    nhs_numbers,
    postcodes,
    street_addresses,
    telephone_numbers,
    vehicle_registrations,
]


def likely_personal_data(text: str) -> list[Passage]:
    """In order, without overlaps. The time it takes grows with the length of the text alone."""
    found = [passage for finder in FINDERS for passage in finder(text)]
    return sorted(_longest(found, len(text)), key=lambda passage: passage.start)


def _longest(found: list[Passage], length: int) -> Iterable[Passage]:
    """Of passages that overlap, the longest; of equally long ones the kind that stands first."""
    order = list(Kind)
    taken = bytearray(length)
    for passage in sorted(found, key=lambda p: (p.start - p.end, order.index(p.kind), p.start)):
        place = slice(passage.start, passage.end)
        if not any(taken[place]):
            taken[place] = b"\1" * (passage.end - passage.start)
            yield passage
