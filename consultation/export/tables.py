"""The export of responses as CSV or for Excel, with a row for every comment and every answer.

One query gives the rows of both. PostgreSQL hands them over one by one (COPY), so that a million
rows need no memory. `columns.py` describes the columns.
"""

import datetime as dt
import tempfile
from contextlib import contextmanager

import xlsxwriter
from django.db import connection
from django.db.models import QuerySet

from consultation.export.columns import COLUMNS, GUARDED_ELSEWHERE, GUARDED_IN_CSV, NAMES
from consultation.models import Comment
from sdp_portal.clock import clock_change

BYTE_ORDER_MARK = "\ufeff".encode()  # Excel recognises UTF-8 by it
BLOCK = 64 * 1024
ROWS_OF_A_SHEET = 1_048_575  # Excel's limit, less the header
WIDTHS = {"response": 16, "received_at": 25, "entered_at": 25, "about": 30, "text": 80}

FROM = """
    FROM ({responses}) AS wanted (id)
    JOIN consultation_response r ON r.id = wanted.id
    JOIN consultation_window w ON w.id = r.window_id
    LEFT JOIN consultation_circulationgroup g ON g.id = r.via_id
    LEFT JOIN consultation_invitation i ON i.id = r.invitation_id
    LEFT JOIN consultation_locality l ON l.id = r.locality_id
    JOIN ({said}) AS said ON said.response_id = r.id
    LEFT JOIN strategy_part p ON p.id = said.part_id
    ORDER BY r.id, said.part_of_form, said.place, said.id
"""
COMMENTS_ON_PARTS = """
    SELECT response_id, 0 AS part_of_form, 0 AS place, id,
        part_id, NULL::text AS question, NULL::text AS choice, text
    FROM consultation_comment WHERE question_id IS NULL
"""
WHAT_WAS_SAID = f"""
    {COMMENTS_ON_PARTS}
    UNION ALL
    SELECT response_id, 1, q.position, q.id, q.part_id, q.wording::text,
        coalesce(a.choice::text, ''), coalesce(c.text, '')
    FROM consultation_answer a
    FULL JOIN (SELECT * FROM consultation_comment WHERE question_id IS NOT NULL) AS c
        USING (response_id, question_id)
    JOIN consultation_question q ON q.id = question_id
"""  # noqa: S608 our own words


def csv_blocks(rows: QuerySet):
    """The CSV file in blocks of bytes: of responses, or of comments on parts alone."""
    with _copy(rows, GUARDED_IN_CSV, "FORMAT csv, HEADER, FORCE_QUOTE *") as lines:
        yield from in_blocks(BYTE_ORDER_MARK, lines)


def in_blocks(beginning: bytes, rows):
    """`beginning` and then the rows, joined into large blocks to save writes."""
    block = bytearray(beginning)
    for row in rows:
        block += row
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    yield bytes(block)


def xlsx_file(rows: QuerySet):
    """The same as an Excel workbook, in a temporary file that is deleted when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 the caller sends it, then closes it
    workbook = xlsxwriter.Workbook(
        file,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    dates = {place for place, column in enumerate(COLUMNS) if column.is_moment}
    date = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
    types = ["int4" if column.is_number else "text" for column in COLUMNS]
    with _copy(rows, GUARDED_ELSEWHERE, "FORMAT text") as copy:
        copy.set_types(types)
        sheet, line = _new_sheet(workbook), 0
        for row in copy.rows():
            if line == ROWS_OF_A_SHEET:
                sheet, line = _new_sheet(workbook), 0
            line += 1
            for place, value in enumerate(row):
                if isinstance(value, str):
                    when = _excel_date(value) if value and place in dates else None
                    if when:
                        sheet.write_datetime(line, place, when, date)
                    elif value:
                        sheet.write_string(line, place, value)
                elif value is not None:
                    sheet.write_number(line, place, value)
    workbook.close()
    file.seek(0)
    return file


def _excel_date(value) -> dt.datetime | None:
    """None for the hour that comes twice in autumn: a date of Excel has no offset to tell them."""
    london = dt.datetime.fromisoformat(value).replace(tzinfo=None)
    return None if clock_change(london) else london


def _new_sheet(workbook):
    sheet = workbook.add_worksheet()
    bold = workbook.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(NAMES):
        sheet.set_column(place, place, WIDTHS.get(name, 14))
        sheet.write_string(0, place, name, bold)
    return sheet


@contextmanager
def _copy(wanted, guarded, options):
    columns, guards = [], []
    for column in COLUMNS:
        value = column.sql
        if column.is_free:
            # An apostrophe keeps a spreadsheet from running what somebody wrote.
            value = f"CASE WHEN {value} ~ %s THEN '''' || {value} ELSE {value} END"
            guards.append(guarded)
        columns.append(f'{value} AS "{column.name}"')
    keys, params = wanted.order_by().values("pk").query.sql_with_params()
    if wanted.model is Comment:
        said = f"{COMMENTS_ON_PARTS} AND id IN ({keys})"
        responses = "SELECT id FROM consultation_response"
    else:
        said, responses = WHAT_WAS_SAID, keys
    query = f"SELECT {', '.join(columns)} {FROM.format(responses=responses, said=said)}"
    # COPY takes no parameters, so we write them, quoted, into the statement.
    query = connection.ops.compose_sql(query, (*guards, *params))
    copy = f"COPY ({query}) TO STDOUT ({options})"
    with connection.cursor() as cursor, cursor.copy(copy) as lines:
        yield lines
