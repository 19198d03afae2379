"""Reads a file of responses, text or workbook. `read` runs in its own process, see `tables.py`.

It first yields how the file was read, or the choice that an officer has to make before it can be
read (the keys of `Reading` in reading.py). The rows follow.
"""

from collections.abc import Iterator
from typing import BinaryIO

import puremagic

from consultation.export.columns import NEEDED
from consultation.intake import csv_files, workbooks
from consultation.intake.tables import MOST_ABOVE, find_header, read_table
from consultation.intake.workbooks import Sheet
from sdp_portal.foreign_files import UnreadableError

ZIP = b"PK\x03\x04"
SURE_ENOUGH = 0.2  # confidence in the kind of a file
NO_COLUMNS = (
    f"has none of the columns of an export in its first {MOST_ABOVE} rows, such as "
    f"{', '.join(NEEDED)}."
)


def read(stream: BinaryIO, *, encoding: str, sheet: str) -> Iterator:
    start = stream.read(csv_files.LOOKED_AT)
    if start.startswith(ZIP):
        return _read_workbook(stream, sheet)
    return _read_text(stream, start, encoding)


def _read_text(stream, start, encoding):
    certain = csv_files.certain_encoding(start)
    try:
        yield from _read_text_as(certain, stream, start)
    except UnicodeError:
        if start.startswith((csv_files.UTF_8_MARK, *csv_files.UTF_16_MARKS)):
            raise UnreadableError(
                "This file begins as Unicode text and goes on as something else. Open it in the "
                "program it was made with, save it as “CSV UTF-8” and try again."
            ) from None
    else:
        return
    if not csv_files.names_columns(start.decode("latin-1")):
        raise UnreadableError(_not_a_table(start))
    samples = csv_files.samples(stream)
    if encoding in dict(samples):
        how, *rows = _read_text_as(encoding, stream, start)
        yield how | {"encoding": encoding, "samples": samples}
        yield from rows
    else:
        yield {"samples": samples}


def _read_text_as(encoding, stream, start):
    separator = csv_files.separator_of(stream, encoding)
    header, lines = find_header(csv_files.lines_of(stream, encoding, separator))
    if header is None:
        raise UnreadableError(_not_a_table(start))
    table = read_table(header, lines)
    how = {"written_as": encoding, "separator": separator}
    yield how | {"notes": table.notes, "columns": header.names}
    yield from table.rows


def _read_workbook(stream, name):
    sheets = workbooks.sheets_of(stream)
    with_table = [sheet for sheet in sheets if sheet.has_table]
    chosen = _chosen(name, sheets, with_table)
    how = {"sheets": [[s.name, s.is_visible, s.row_total, s.has_table] for s in sheets]}
    if chosen is None:
        yield how
        return
    header, lines = find_header(iter(chosen.lines))
    which = f"The sheet “{chosen.name}”"
    if header is None:
        raise UnreadableError(f"{which} {NO_COLUMNS}")
    try:
        table = read_table(header, lines)
    except UnreadableError as refusal:
        raise UnreadableError(
            f"{which} cannot be read. {refusal}" if len(sheets) > 1 else str(refusal)
        ) from None
    notes = [*table.notes, *chosen.layout.notes]
    yield how | {"sheet": chosen.name, "notes": notes, "columns": header.names}
    yield from table.rows


def _chosen(name, sheets, with_table) -> Sheet | None:
    """The sheet that an officer chose, else the only visible one with a table.

    If no sheet has a table, it is the first visible one, so that the error says what is missing.
    """
    for sheet in with_table:
        if sheet.name == name:
            return sheet
    if not with_table:
        return next((sheet for sheet in sheets if sheet.is_visible), sheets[0])
    visible = [sheet for sheet in with_table if sheet.is_visible]
    return visible[0] if len(visible) == 1 else None


def _not_a_table(start: bytes) -> str:
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].confidence > SURE_ENOUGH:
        return f"This is not a table: by its content it is of the kind “{found[0].name}”."
    return f"This file {NO_COLUMNS}"
