"""Reads a table of responses from lines of cells: first the line of column names, then the rows.

This module, `csv_files.py`, `workbooks.py` and `files.py` run in their own process, without Django
(sdp_portal/foreign_files.py).
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from consultation.export.columns import NAMES, NEEDED
from sdp_portal.characters import says_something
from sdp_portal.foreign_files import UnreadableError
from sdp_portal.spreadsheets import RUNS

MOST_ROWS = 20_000
MOST_ABOVE = 20  # rows to search for the names of the columns
MOST_SHOWN = 60
MOST_TOLD = 10
TO_BE_SPLIT = (
    f"This file has more than {MOST_ROWS:,} rows. Split it into smaller files, each with the names "
    "of the columns in its first row, and keep all rows of one response in the same file."
)
# The export puts an apostrophe before text that a spreadsheet would run; see columns.py.
APOSTROPHE = re.compile(rf"'(?='*{RUNS})")

Line = tuple[int, list[str]]  # its number, as the spreadsheet counts, and its cells


@dataclass(frozen=True)
class Table:
    """Each row has a cell for every column in NAMES, "" if empty. `notes` are sentences."""

    rows: list[Line]
    notes: list[str]


@dataclass(frozen=True)
class Header:
    number: int
    names: list[str]
    above: list[Line]  # lines that are not empty

    @property
    def is_complete(self):
        return set(NEEDED) <= set(self.names)


def find_header(lines: Iterator[Line]) -> tuple[Header | None, Iterator[Line]]:
    """The line that names most of our columns, among the first ones, and the lines below it."""
    first = list(itertools.islice(lines, MOST_ABOVE))
    place = max(range(len(first)), key=lambda place: count_known(first[place][1]), default=None)
    if place is None or not count_known(first[place][1]):
        return None, iter(first)
    number, cells = first[place]
    above = [line for line in first[:place] if any(map(says_something, line[1]))]
    header = Header(number, [_plain(name) for name in cells], above)
    return header, itertools.chain(first[place + 1 :], lines)


def count_known(cells: Iterable[str]) -> int:
    return len({_plain(cell) for cell in cells} & set(NAMES))


def read_table(header: Header, lines: Iterator[Line]) -> Table:
    _check_header(header.names)
    rows, blank = [], []
    for number, cells in lines:
        for place, cell in enumerate(cells):
            if cell and not says_something(cell):
                blank.append((number, header.names[place : place + 1]))
                cells[place] = ""
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableError(TO_BE_SPLIT)
        rows.append((number, _in_order(number, header.names, cells)))
    if not rows:
        raise UnreadableError("This file has no rows below the names of the columns.")
    return Table(rows, list(_notes(header, blank)))


def shown(text: str) -> str:
    """`text` for a message: short, on one line, without invisible or text-reversing characters."""
    short = text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)


def _check_header(names):
    given = [name for name in names if name]
    if missing := [name for name in NEEDED if name not in given]:
        raise UnreadableError(f"These columns are missing: {', '.join(missing)}.")
    if unknown := [name for name in given if name not in NAMES]:
        raise UnreadableError(
            f"These columns are not known: {', '.join(name[:60] for name in unknown[:20])}. "
            "Rename them as in an export, or take them out."
        )
    if twice := [name for name in NAMES if given.count(name) > 1]:
        raise UnreadableError(f"These columns are there twice: {', '.join(twice)}.")


def _in_order(number, names, cells):
    row = dict.fromkeys(NAMES, "")
    for name, cell in itertools.zip_longest(names, cells, fillvalue=""):
        if name:
            row[name] = APOSTROPHE.sub("", cell, count=1) if cell.startswith("'") else cell
        elif cell:
            raise UnreadableError(
                f"Row {number} has something in a column without a name. "
                "Perhaps a text with commas in it is not within quotation marks."
            )
    return list(row.values())


def _notes(header, blank):
    """Sentences about what we left out. `blank` has row number and column name of each cell that
    we treated as empty."""
    if header.above:
        said = ", ".join(
            f"row {number} (“{shown(' '.join(filter(None, cells)))}”)"
            for number, cells in header.above
        )
        yield f"The columns are named in row {header.number}. We left out what is above: {said}."
    if blank:
        places = [f"row {number}{f' ({name[0]})' if any(name) else ''}" for number, name in blank]
        more = f" and {len(places) - MOST_TOLD:,} more" if len(places) > MOST_TOLD else ""
        yield (
            "We treat cells with only spaces or invisible characters as empty: "
            f"{', '.join(places[:MOST_TOLD])}{more}."
        )


def _plain(name):
    """The column name that is meant, whatever its capitals, spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", name.strip().strip("\ufeff").casefold())
