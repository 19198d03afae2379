"""Reads the sheets of Excel workbooks of responses.

We measure a workbook first, because reading a sheet fills a rectangle up to its last cell. Nothing
in a workbook is run: a formula gives the value that Excel last computed.
"""

import datetime as dt
import zipfile
import zlib
from dataclasses import dataclass
from string import ascii_letters
from typing import BinaryIO
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from consultation.intake.tables import (
    MOST_ABOVE,
    MOST_ROWS,
    TO_BE_SPLIT,
    Line,
    find_header,
    shown,
)
from sdp_portal.foreign_files import UnreadableError

MOST_BYTES_UNPACKED = 150 * 1024 * 1024
MOST_COLUMNS = 100
LAST_ROW = MOST_ROWS + MOST_ABOVE + 1
WORKBOOK, WORKSHEETS = "xl/workbook.xml", "xl/worksheets/"
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
DAMAGED_WORKBOOK = "This Excel workbook is damaged and cannot be read."
TOO_LARGE = (
    "This workbook is far larger unpacked than it looks. If it is one of yours, copy its rows into "
    "new, smaller workbooks."
)
TOO_WIDE = (
    f"This workbook has something right of column {MOST_COLUMNS}. Copy the columns of the table "
    "alone into a new workbook."
)


@dataclass(frozen=True)
class Sheet:
    """`lines` are the lines that are not empty."""

    name: str
    is_visible: bool
    lines: list[Line]

    @property
    def row_total(self):
        """The number of rows below the names of the columns."""
        _, lines = find_header(iter(self.lines))
        return len(list(lines))

    @property
    def has_table(self):
        header, _ = find_header(iter(self.lines))
        return header is not None and header.is_complete and self.row_total > 0


def sheets_of(stream: BinaryIO) -> list[Sheet]:
    """The sheets that are not empty, in Excel's order."""
    _measure(stream)
    stream.seek(0)
    sheets = []
    try:
        with CalamineWorkbook.from_filelike(stream) as workbook:
            for place, kept in enumerate(workbook.sheets_metadata):
                if kept.typ != SheetTypeEnum.WorkSheet:
                    continue
                rows = workbook.get_sheet_by_index(place).to_python(skip_empty_area=False)
                texts = ([_as_text(cell) for cell in cells] for cells in rows)
                lines = [line for line in enumerate(texts, 1) if any(line[1])]
                is_visible = kept.visible == SheetVisibleEnum.Visible
                if lines:
                    sheets.append(Sheet(shown(kept.name), is_visible, lines))
    except CalamineError:
        raise UnreadableError(DAMAGED_WORKBOOK) from None
    if not sheets:
        raise UnreadableError("There is nothing in this workbook.")
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise UnreadableError("Two sheets of this workbook have the same name. Rename one of them.")
    return sheets


def _measure(stream):
    """Unpack the workbook block by block and keep nothing, before anything else reads it."""
    try:
        with zipfile.ZipFile(stream) as packed:
            if WORKBOOK not in packed.namelist():
                raise UnreadableError(
                    "This is not an Excel workbook (.xlsx). Save the table as one, or as CSV."
                )
            unpacked = 0
            for entry in packed.infolist():
                is_sheet = entry.filename.startswith(WORKSHEETS) and entry.filename.endswith(".xml")
                cells = _parser_of_cells() if is_sheet else None
                with packed.open(entry) as content:
                    while block := content.read(BLOCK):
                        unpacked += len(block)
                        if unpacked > MOST_BYTES_UNPACKED:
                            raise UnreadableError(TOO_LARGE)
                        if cells:
                            cells.Parse(block)
                if cells:
                    cells.Parse(b"", True)
    except DAMAGED:
        raise UnreadableError(DAMAGED_WORKBOOK) from None


def _parser_of_cells():
    """Parses the XML of a sheet. Raises UnreadableError for a cell too far down or right."""

    def start(name, attributes):
        kind = name.rpartition(" ")[2]
        if kind not in ("row", "c") or "r" not in attributes:
            return
        row = attributes["r"].lstrip(ascii_letters)
        column = 0  # A is 1, Z is 26, AA is 27
        for letter in attributes["r"].removesuffix(row).upper()[:4]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if int(row or 0) > LAST_ROW:
            raise UnreadableError(TO_BE_SPLIT)
        if column > MOST_COLUMNS:
            raise UnreadableError(TOO_WIDE)

    def refuse_doctype(*_):
        raise ValueError("A workbook declares no document type, nor entities of its own.")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse_doctype
    return parser


def _as_text(cell) -> str:
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case dt.datetime():  # Excel counts in days, so seconds are not exact
            return (cell + dt.timedelta(milliseconds=500)).replace(microsecond=0).isoformat()
        case dt.date() | dt.time():
            return cell.isoformat()
        case _:
            return str(cell)
