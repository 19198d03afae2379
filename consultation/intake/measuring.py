"""Measures a workbook before anything else reads it, and notes what its sheets hide or merge.

Reading a sheet fills a rectangle up to its last cell, so a small file could fill the memory. Here
we unpack it block by block and keep nothing. Nobody sees in a table of ours what a sheet hides, so
officers are told.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from string import ascii_letters
from typing import BinaryIO
from xml.parsers import expat

from consultation.intake.tables import MOST_ABOVE, MOST_ROWS, TO_BE_SPLIT
from sdp_portal.foreign_files import UnreadableError

MOST_BYTES_UNPACKED = 150 * 1024 * 1024
MOST_COLUMNS = 100
MOST_TOLD = 10
LAST_ROW = MOST_ROWS + MOST_ABOVE + 1
WORKBOOK, RELATIONS, WORKSHEETS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/"
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
OPEN_DOCUMENT_SHEETS = "content.xml"
BLOCK = 1024 * 1024
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,  # an unknown encoding
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
DAMAGED_WORKBOOK = "This workbook is damaged and cannot be read."
TOO_LARGE = (
    "This workbook is far larger unpacked than it looks. If it is one of yours, copy its rows into "
    "new, smaller workbooks."
)
TOO_WIDE = (
    f"This workbook has something right of column {MOST_COLUMNS}. Copy the columns of the table "
    "alone into a new workbook."
)


@dataclass
class Layout:
    """What a sheet hides and merges."""

    rows: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """Sentences for officers."""
        hidden = [
            f"{kind} {_listed(which)}"
            for kind, which in (("rows", self.rows), ("columns", self.columns))
            if which
        ]
        notes = [f"Hidden in the sheet, and read all the same: {'; '.join(hidden)}."] * bool(hidden)
        if self.merged:
            notes.append(
                f"Merged cells: {_listed(self.merged)}. Only the first cell of each holds the "
                "words. We read the others as empty."
            )
        return notes


def measure(stream: BinaryIO) -> dict[str, Layout]:
    """The layout of each sheet by its name. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = packed.namelist()
            if WORKBOOK in names:
                return _measure_excel(packed)
            if OPEN_DOCUMENT_SHEETS in names and _begins(packed, "mimetype") == OPEN_DOCUMENT:
                sheets = _OpenDocumentSheets()
                _unpack(packed, {OPEN_DOCUMENT_SHEETS: sheets.start})
                return sheets.layouts
    except DAMAGED:
        raise UnreadableError(DAMAGED_WORKBOOK) from None
    raise UnreadableError(
        "This is not a workbook of Excel or LibreOffice (.xlsx, .ods). Save the table as one, or "
        "as CSV."
    )


def _measure_excel(packed):
    inside = [name for name in packed.namelist() if name.startswith(WORKSHEETS)]
    sheets = {name: _ExcelSheet() for name in inside if name.endswith(".xml")}
    names, files = {}, {}

    def note_sheet(tag, given):
        if tag == "sheet":
            names[given.get("id", "")] = given.get("name", "")

    def note_file(tag, given):
        if tag == "Relationship":
            files[given.get("Id", "")] = f"xl/{given.get('Target', '')}".removeprefix("xl//")

    starts = {name: sheet.start for name, sheet in sheets.items()}
    _unpack(packed, {WORKBOOK: note_sheet, RELATIONS: note_file} | starts)
    return {
        name: sheets[files[key]].layout for key, name in names.items() if files.get(key) in sheets
    }


def _begins(packed, name):
    if name not in packed.namelist():
        return b""
    with packed.open(name) as content:
        return content.read(len(OPEN_DOCUMENT))


def _unpack(packed, starts: dict[str, Callable]):
    """Unpack everything, and tell `starts[name]` of each tag in the file of that name."""
    unpacked = 0
    for entry in packed.infolist():
        parser = _parser(starts[entry.filename]) if entry.filename in starts else None
        with packed.open(entry) as content:
            while block := content.read(BLOCK):
                unpacked += len(block)
                if unpacked > MOST_BYTES_UNPACKED:
                    raise UnreadableError(TOO_LARGE)
                if parser:
                    parser.Parse(block)
        if parser:
            parser.Parse(b"", True)


def _parser(start):
    """Parses XML. `start` gets each tag and its attributes without their namespaces."""

    def without_namespaces(name, attributes):
        start(name.rpartition(" ")[2], {k.rpartition(" ")[2]: v for k, v in attributes.items()})

    def refuse_doctype(*_):
        raise ValueError("A workbook declares no document type, nor entities of its own.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = without_namespaces
    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


class _ExcelSheet:
    def __init__(self):
        self.layout = Layout()

    def start(self, tag, given):
        """Raises UnreadableError for a cell too far down or right."""
        hidden = given.get("hidden") in ("1", "true")
        if tag in ("row", "c") and "r" in given:
            row = given["r"].lstrip(ascii_letters)
            _refuse_if_far(int(row or 0), _column(given["r"].removesuffix(row)))
            if tag == "row" and hidden:
                self.layout.rows.append(row)
        elif tag == "col" and hidden:
            first, last = int(given["min"]), min(int(given["max"]), MOST_COLUMNS)
            self.layout.columns += [_letters(column) for column in range(first, last + 1)]
        elif tag == "mergeCell":
            self.layout.merged.append(given["ref"])


class _OpenDocumentSheets:
    """Rows, columns and cells are written once and say how often they repeat."""

    def __init__(self):
        self.layouts, self.row, self.column = {}, 0, 0

    def start(self, tag, given):
        """Raises UnreadableError for a cell too far down or right."""
        match tag:
            case "table":
                self.layout = self.layouts[given.get("name", "")] = Layout()
                self.row = self.column = 0
            case "table-column":
                first, self.column = self.column + 1, self.column + _times(given, "columns")
                if _is_hidden(given):
                    last = min(self.column, MOST_COLUMNS)
                    self.layout.columns += [_letters(each) for each in range(first, last + 1)]
            case "table-row":
                first, self.row, self.column = self.row + 1, self.row + _times(given, "rows"), 0
                if _is_hidden(given):
                    last = min(self.row, LAST_ROW)
                    self.layout.rows += [str(each) for each in range(first, last + 1)]
            case "table-cell" | "covered-table-cell":
                self._cell(given)

    def _cell(self, given):
        first, self.column = self.column + 1, self.column + _times(given, "columns")
        if "value-type" in given:
            _refuse_if_far(self.row, self.column)
        down = int(given.get("number-rows-spanned", 1)) - 1
        right = int(given.get("number-columns-spanned", 1)) - 1
        if down or right:
            corners = (_letters(first), self.row, _letters(first + right), self.row + down)
            self.layout.merged.append("{}{}:{}{}".format(*corners))


def _times(given, what):
    return int(given.get(f"number-{what}-repeated", 1))


def _is_hidden(given):
    return given.get("visibility") in ("collapse", "filter")


def _refuse_if_far(row, column):
    if row > LAST_ROW:
        raise UnreadableError(TO_BE_SPLIT)
    if column > MOST_COLUMNS:
        raise UnreadableError(TOO_WIDE)


def _column(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    column = 0
    for letter in letters.upper()[:4]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _listed(which):
    more = f" and {len(which) - MOST_TOLD:,} more" if len(which) > MOST_TOLD else ""
    return f"{', '.join(which[:MOST_TOLD])}{more}"
