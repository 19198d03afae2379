"""Reading a file of responses as spreadsheets write it: CSV in its dialects, or an Excel workbook.

The whole of a file is never read before it is known to be small enough: a text file line by line,
a workbook after its sheets have been measured. Nothing in it is run; of a formula, a workbook gives
the value that Excel found for it.
"""

import contextlib
import csv
import datetime as dt
import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import puremagic
from django.core.files.base import File
from python_calamine import CalamineError, CalamineWorkbook

from consultation.spreadsheets.columns import NAMES, NEEDED, RUNS

MOST_ROWS = 20_000
MOST_BYTES = 50 * 1024 * 1024
MOST_BYTES_UNPACKED = 150 * 1024 * 1024
TO_BE_SPLIT = (
    f"This file has more than {MOST_ROWS:,} rows. Split it into smaller files, each with the names "
    "of the columns in its first row, and keep all rows of one response in the same file."
)
MOST_COLUMNS = 100
ZIP, WORKBOOK = b"PK\x03\x04", "xl/workbook.xml"
# Where a row or a cell says that it stands. A workbook is read into a rectangle that reaches to the
# last cell, so that a single one far away would fill the memory.
POSITION = re.compile(
    rb"""<(?:\w{1,20}:)?(?:row|c)\s(?:[^<>]{0,400}?\s)?r\s*=\s*["']([A-Za-z]*)(\d+)["']"""
)
LONGEST_POSITION = 500
BLOCK = 1024 * 1024
LOOKED_AT = 64 * 1024
SURE_ENOUGH = 0.2  # of what kind a file is
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
# An apostrophe that the export put before what a spreadsheet would run; see columns.py.
APOSTROPHE = re.compile(rf"'(?='*{RUNS})")


class UnreadableError(Exception):
    """A sentence that says why, for the officer who chose the file."""


@dataclass(frozen=True)
class Row:
    """`number` as the spreadsheet counts; `cells` has every column of the table, "" for empty."""

    number: int
    cells: dict[str, str]


def read_rows(file: File) -> list[Row]:
    """The rows that have something in them. Raises UnreadableError."""
    if not file.size:
        raise UnreadableError("This file is empty.")
    if file.size > MOST_BYTES:
        raise UnreadableError(
            f"This file is larger than {MOST_BYTES // 1024**2} MB. Split it into smaller files."
        )
    file.seek(0)
    start = file.read(LOOKED_AT)
    file.seek(0)
    if start.startswith(ZIP):
        return _table(_of_workbook(file), start)
    for encoding in _encodings(start):
        try:
            with contextlib.closing(_of_text(file, encoding)) as lines:
                return _table(lines, start)
        except UnicodeError:
            file.seek(0)
    raise UnreadableError(_not_a_table(start))


def _table(lines: Iterator[tuple[int, list[str]]], start: bytes) -> list[Row]:
    """The rows under a header that names what is needed."""
    _, header = next(lines, (0, []))
    names = [_plain(name) for name in header]
    _check_header(names, start)
    rows = []
    for number, cells in lines:
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise UnreadableError(TO_BE_SPLIT)
        rows.append(Row(number, _by_name(number, names, cells)))
    if not rows:
        raise UnreadableError("This file has no rows below the names of the columns.")
    return rows


def _check_header(names, start):
    given = [name for name in names if name]
    if not set(given) & set(NAMES):
        raise UnreadableError(_not_a_table(start))
    if missing := [name for name in NEEDED if name not in given]:
        raise UnreadableError(f"These columns are missing: {', '.join(missing)}.")
    if unknown := [name for name in given if name not in NAMES]:
        raise UnreadableError(
            f"These columns are not known: {', '.join(name[:60] for name in unknown[:20])}. "
            "Rename them as in an export, or take them out."
        )
    if twice := [name for name in NAMES if given.count(name) > 1]:
        raise UnreadableError(f"These columns are there twice: {', '.join(twice)}.")


def _by_name(number, names, cells):
    row = dict.fromkeys(NAMES, "")
    for name, cell in itertools.zip_longest(names, cells, fillvalue=""):
        if name:
            row[name] = APOSTROPHE.sub("", cell, count=1) if cell.startswith("'") else cell
        elif cell.strip():
            raise UnreadableError(
                f"Row {number} has something in a column without a name. "
                "Perhaps a text with commas in it is not within quotation marks."
            )
    return row


def _plain(name):
    """Forgiving in capitals, spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", name.strip().strip("\ufeff").casefold())


# Text


def _encodings(start: bytes) -> list[str]:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ["utf-16"]
    return ["utf-8-sig", "cp1252"]


def _of_text(file, encoding):
    """Each row with its number, line breaks within quotation marks included."""
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        first, separator = _separator(text)
        text.seek(0)
        lines = csv.reader(itertools.islice(text, first, None), delimiter=separator, strict=True)
        number = first
        try:
            for number, cells in enumerate(lines, first + 1):
                yield number, cells
        except csv.Error:
            raise UnreadableError(
                f"Reading stopped after row {number}: a quotation mark is in the wrong place or "
                "is never closed. A quotation mark within a text is written twice."
            ) from None
    finally:
        text.detach()


def _separator(text):
    """How many lines come before the header, and what stands between its cells: whatever gives
    the most names that we know. Excel is told by a first line such as "sep=;"."""
    start = text.read(LOOKED_AT).splitlines()
    first = 1 if start and re.fullmatch("sep=.", start[0], re.IGNORECASE) else 0
    header = start[first] if len(start) > first else ""

    def known(separator):
        return len(
            {_plain(name.strip().strip('"')) for name in header.split(separator)} & set(NAMES)
        )

    return first, max(",;\t", key=known)


# Workbooks


def _of_workbook(file):
    _measure(file)
    file.seek(0)
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            lines = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except CalamineError:
        raise UnreadableError("This Excel workbook is damaged and cannot be read.") from None
    for number, cells in enumerate(lines, 1):
        yield number, [_as_text(cell) for cell in cells]


def _measure(file):
    """Unpack it block by block and count, keeping nothing, before anything else reads it."""
    try:
        with zipfile.ZipFile(file) as packed:
            if WORKBOOK not in packed.namelist():
                raise UnreadableError(
                    "This is not an Excel workbook (.xlsx). Save the table as one, or as CSV."
                )
            unpacked = 0
            for entry in packed.infolist():
                unpacked = _measure_entry(packed, entry, unpacked)
    except DAMAGED:
        raise UnreadableError("This Excel workbook is damaged and cannot be read.") from None


def _measure_entry(packed, entry, unpacked):
    end = b""
    with packed.open(entry) as stream:
        while block := stream.read(BLOCK):
            unpacked += len(block)
            if unpacked > MOST_BYTES_UNPACKED:
                raise UnreadableError(
                    "This workbook is far larger unpacked than it looks. If it is one of yours, "
                    "copy its rows into new, smaller workbooks."
                )
            for column, row in POSITION.findall(end + block):
                if int(row) > MOST_ROWS + 1:
                    raise UnreadableError(TO_BE_SPLIT)
                if _number(column) > MOST_COLUMNS:
                    raise UnreadableError(
                        f"This workbook has something right of column {MOST_COLUMNS}. Copy the "
                        "columns of the table alone into a new workbook."
                    )
            end = block[-LONGEST_POSITION:]
    return unpacked


def _number(column: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in column.upper()[:4]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _as_text(cell) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime():  # Excel counts in days, so that seconds come with a trace beside them
            return (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)


def _not_a_table(start: bytes) -> str:
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].confidence > SURE_ENOUGH:
        return f"This is not a table: by its content it is of the kind “{found[0].name}”."
    return (
        "This file has none of the columns of an export in its first row, such as "
        f"{', '.join(NEEDED)}."
    )
