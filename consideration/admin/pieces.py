"""A comment in pieces, as the officer who reviews it sees it: what is redacted, and what may be
personal data, is marked."""

from collections.abc import Iterator
from dataclasses import dataclass

from consideration.models import Redaction
from consideration.personal_data import Passage
from consideration.reviewing.redacting import passages_of


@dataclass(frozen=True)
class Piece:
    """Plain words, unless they are redacted for `reasons` or may be personal data of a `kind`."""

    words: str
    reasons: str = ""
    kind: str = ""


def pieces_of(
    text: str, redactions: list[Redaction], suggestions: list[Passage]
) -> Iterator[Piece]:
    """The whole text, in order. `suggestions` overlap neither each other nor a redaction."""
    marked = [
        (start, end, "; ".join(reasons), "") for start, end, reasons in passages_of(redactions)
    ]
    marked += [(each.start, each.end, "", each.kind.label) for each in suggestions]
    place = 0
    for start, end, reasons, kind in sorted(marked):
        if start > place:
            yield Piece(text[place:start])
        yield Piece(text[start:end], reasons, kind)
        place = end
    if place < len(text):
        yield Piece(text[place:])


def still_suggested(suggestions: list[Passage], redactions: list[Redaction]) -> list[Passage]:
    """Those of which nothing is redacted yet."""
    return [
        each
        for each in suggestions
        if not any(each.start < other.end and other.start < each.end for other in redactions)
    ]
