"""Reads the sheets of workbooks of responses, of Excel (.xlsx) and of LibreOffice (.ods).

We measure a workbook first (`measuring.py`). Nothing in it is run: a formula gives the value that
the program last computed.
"""

import datetime as dt
from dataclasses import dataclass
from typing import BinaryIO

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from consultation.intake.measuring import DAMAGED_WORKBOOK, Layout, measure
from consultation.intake.tables import Line, find_header, shown
from sdp_portal.foreign_files import UnreadableError


@dataclass(frozen=True)
class Sheet:
    """`lines` are the lines that are not empty."""

    name: str
    is_visible: bool
    lines: list[Line]
    layout: Layout

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
    """The sheets that are not empty, in the order of the workbook."""
    layouts = measure(stream)
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
                    layout = layouts.get(kept.name, Layout())
                    sheets.append(Sheet(shown(kept.name), is_visible, lines, layout))
    except CalamineError:
        raise UnreadableError(DAMAGED_WORKBOOK) from None
    if not sheets:
        raise UnreadableError("There is nothing in this workbook.")
    if len({sheet.name for sheet in sheets}) < len(sheets):
        raise UnreadableError("Two sheets of this workbook have the same name. Rename one of them.")
    return sheets


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
