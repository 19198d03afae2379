"""Files of responses as spreadsheets write them, and files that are something else."""

import contextlib
import datetime as dt
import io
import random
import time
import zipfile

import pytest
import xlsxwriter
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from consultation.export.columns import NAMES, NEEDED
from consultation.intake.files import read as read_here
from consultation.intake.measuring import MOST_BYTES_UNPACKED
from consultation.intake.reading import read_file
from consultation.intake.tables import MOST_ROWS
from sdp_portal.foreign_files import UnreadableError

HEADER = ["received_at", "channel", "respondent_kind", "publication", "text"]
FIRST = ["10/04/2024 14:30", "paper", "resident", "nothing", "Dim lights – “café”."]
SECOND = ["11/04/2024 09:00", "letter", "other", "without-name", "First line,\nsecond; third\tend."]


def text_of(rows, separator=",", line_end="\r\n"):
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in rows]
    return "".join(separator.join(row) + line_end for row in quoted)


def read_whole(content, name="responses.csv", **chosen):
    if isinstance(content, str):
        content = content.encode()
    return read_file(SimpleUploadedFile(name, content), **chosen)


def read(content, name="responses.csv", **chosen):
    return read_whole(content, name, **chosen).rows


def cells(rows):
    return [[row.cells[name] for name in HEADER] for row in rows]


def workbook(rows):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"default_date_format": "dd/mm/yyyy hh:mm", "strings_to_formulas": False}
    )
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.close()
    return file.getvalue()


def refusal(content, name="responses.csv"):
    with pytest.raises(UnreadableError) as caught:
        read(content, name)
    return str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ","),  # Excel: CSV UTF-8
        ("cp1252", ","),  # Excel: CSV
        ("cp1252", ";"),
        ("utf-16", "\t"),  # Excel: Unicode text
        ("utf-8", "\t"),
        ("utf-8-sig", ";"),
    ],
)
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_what_excel_writes_is_read(encoding, separator, line_end):
    content = text_of([HEADER, FIRST, SECOND], separator, line_end).encode(encoding)

    chosen = encoding if encoding == "cp1252" else ""
    assert cells(read(content, encoding=chosen)) == [FIRST, SECOND]


def test_a_text_that_windows_1252_writes_late_in_the_file_is_read():
    rows = [HEADER, *[[*FIRST[:4], "plain"]] * 5000, FIRST]

    found = read(text_of(rows).encode("cp1252"), encoding="cp1252")

    assert found[-1].cells["text"] == FIRST[4]


def test_the_line_that_tells_excel_the_separator_is_passed_over():
    found = read("sep=;\n" + text_of([HEADER, FIRST], ";"))

    assert cells(found) == [FIRST]
    assert found[0].number == 3


def test_names_of_columns_are_read_forgivingly():
    header = [" Received at", "CHANNEL", "Respondent-Kind ", "publication", "Text"]

    assert cells(read(text_of([header, FIRST]))) == [FIRST]


def test_rows_are_numbered_as_in_the_spreadsheet():
    content = text_of([HEADER, SECOND]) + "\r\n,,,,\r\n" + text_of([FIRST])

    assert [row.number for row in read(content)] == [2, 5]


def test_columns_that_are_not_there_are_empty():
    [row] = read(text_of([HEADER, FIRST]))

    assert list(row.cells) == NAMES
    assert row.cells["name"] == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("'=1+1", "=1+1"),
        ("=1+1", "=1+1"),
        ("'-5", "-5"),
        ("'+44", "+44"),
        ("'@SUM(A1)", "@SUM(A1)"),
        ("'\tx", "\tx"),
        ("''=1+1", "'=1+1"),
        ("'tis so", "'tis so"),
        ("''", "''"),
        ("'", "'"),
        ("a '=1", "a '=1"),
    ],
)
def test_only_the_apostrophe_of_an_export_is_taken_away(cell, text):
    for content in (
        text_of([HEADER, [*FIRST[:4], cell]]),
        workbook([HEADER, [*FIRST[:4], cell]]),
    ):
        [row] = read(content)

        assert row.cells["text"] == text


def test_null_and_control_characters_are_left_for_the_rules_of_the_form():
    text = "nul\0 bell\x07 \u202egnp 😀 <b>’;DROP TABLE"

    [row] = read(text_of([HEADER, [*FIRST[:4], text]]))

    assert row.cells["text"] == text


def test_a_workbook_gives_dates_numbers_and_texts():
    moment = dt.datetime.fromisoformat("2024-04-10T14:30")
    header = [*HEADER, "headcount", "response", "name", "email"]
    row = [moment, "meeting", "other", "nothing", "  Two\nlines ", 12, 4711.0, True, 1.5]

    [found] = read(workbook([header, row]), "responses.xlsx")

    assert found.number == 2
    assert cells([found]) == [["2024-04-10T14:30:00", "meeting", "other", "nothing", row[4]]]
    assert found.cells["headcount"] == "12"
    assert found.cells["response"] == "4711"
    assert (found.cells["name"], found.cells["email"]) == ("TRUE", "1.5")


def test_of_a_formula_a_workbook_gives_the_value_that_excel_found():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, FIRST[:4])
    sheet.write_formula(1, 4, '=CONCATENATE("More ","lights")', None, "More lights")
    book.close()

    [row] = read(file.getvalue(), "responses.xlsx")

    assert row.cells["text"] == "More lights"


def test_a_workbook_is_known_by_its_content_whatever_its_name():
    assert cells(read(workbook([HEADER, FIRST]), "responses.csv")) == [FIRST]


@pytest.mark.parametrize("make", [SimpleUploadedFile, ContentFile, TemporaryUploadedFile])
def test_an_uploaded_and_a_kept_file_are_read_alike(make):
    content = text_of([HEADER, FIRST]).encode()
    if make is TemporaryUploadedFile:
        file = make("r.csv", "text/csv", len(content), None)
        file.write(content)
    else:
        file = make(*(("r.csv", content) if make is SimpleUploadedFile else (content,)))

    assert cells(read_file(file).rows) == [FIRST]
    assert cells(read_file(file).rows) == [FIRST]  # and a second time
    file.close()


# What cannot be read


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"\n\n", "none of the columns"),
        (b"   ", "none of the columns"),
        ("\ufeff", "This "),
        (b"\0\0\0\0\0\0", "none of the columns"),
        (b"One sentence that is no table.", "none of the columns"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "Portable Document Format"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "Portable Network Graphics"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "Microsoft Office Document"),
        (b"\xff\xfea", "This "),
        (",".join(HEADER), "no rows below"),
        (",".join(HEADER) + "\n,,,,\n", "no rows below"),
        ("channel,text\npaper,Hello", "missing: received_at, respondent_kind, publication."),
        (text_of([[*HEADER, "nmae", "Phone"], FIRST]), "not known: nmae, phone."),
        (text_of([[*HEADER, "Text"], FIRST]), "there twice: text."),
        (",".join(HEADER) + "\na,b,c,d,Text, with commas", "Row 2 has something in a column"),
        (",".join(HEADER) + '\na,b,c,d,"Never closed\n', "Reading stopped after row"),
        (",".join(HEADER) + '\na,b,c,d,"wrong" place"\n', "Reading stopped after row 1"),
        (",".join(HEADER) + f'\na,b,c,d,"{"x" * 200_000}"\n', "Reading stopped after row 1"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(content, sentence):
    assert sentence in refusal(content)


def test_a_damaged_unicode_text_is_refused():
    content = text_of([HEADER, FIRST]).encode("utf-16")[:-1]

    assert refusal(content)


def test_every_column_that_an_import_needs_is_named_when_it_is_missing():
    for missing in NEEDED:
        header = [name for name in HEADER if name != missing]

        assert f"missing: {missing}." in refusal(text_of([header, FIRST[:4]]))


def test_twenty_thousand_rows_are_read():
    rows = read(text_of([HEADER, *[FIRST] * MOST_ROWS]))

    assert len(rows) == MOST_ROWS


def test_one_row_too_many_is_refused_with_what_to_do():
    for content in (
        text_of([HEADER, *[FIRST] * (MOST_ROWS + 1)]),
        workbook([HEADER, *[FIRST] * (MOST_ROWS + 1)]),
    ):
        assert "more than 20,000 rows. Split it" in refusal(content)


def test_a_million_rows_are_refused_after_the_first_few_thousand():
    file = CountedFile(
        ContentFile(b",".join(name.encode() for name in HEADER) + b"\n" + b"a,b,c,d,e\n" * 10**6)
    )

    with pytest.raises(UnreadableError, match="more than 20,000 rows"):
        list(read_here(file, encoding="", sheet=""))

    assert file.bytes_read < 1_000_000


class CountedFile:
    """Counts what is read of the file in it."""

    def __init__(self, file):
        self.file, self.bytes_read = file, 0

    def __getattr__(self, name):
        return getattr(self.file, name)

    def read(self, *args):
        block = self.file.read(*args)
        self.bytes_read += len(block)
        return block


def test_a_file_that_is_too_large_is_not_even_looked_at():
    file = ContentFile(b"x")
    file.size = 51 * 1024 * 1024

    with pytest.raises(UnreadableError, match="larger than 50 MB"):
        read_file(file)


def test_a_workbook_of_a_million_rows_is_refused_before_it_is_taken_apart():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number in range(100_000):
        sheet.write_string(number, 0, "x")
    sheet.write_string(1_000_000, 0, "x")
    book.close()

    assert "more than 20,000 rows" in refusal(file.getvalue(), "responses.xlsx")


@pytest.mark.parametrize(
    ("row", "column", "sentence"),
    [(1_048_575, 16_383, "20,000 rows"), (1, 16_383, "right of column 100")],
)
def test_a_cell_far_away_does_not_fill_the_memory(row, column, sentence):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write_string(row, column, "far away")
    book.close()

    assert sentence in refusal(file.getvalue(), "responses.xlsx")


def with_entry(content, name, more):
    """A workbook with another thing in it."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, more)
    return file.getvalue()


def test_a_zip_bomb_is_refused_without_being_unpacked():
    bomb = with_entry(
        workbook([HEADER, FIRST]), "xl/media/bomb.xml", b" " * (MOST_BYTES_UNPACKED + 1)
    )
    assert len(bomb) < 1_000_000

    started = time.monotonic()
    sentence = refusal(bomb, "responses.xlsx")

    assert "far larger unpacked" in sentence
    assert time.monotonic() - started < 10


def test_another_kind_of_zip_is_told():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")

    assert "not a workbook of Excel or LibreOffice" in refusal(file.getvalue(), "responses.xlsx")


def test_a_damaged_workbook_is_refused_wherever_it_is_damaged():
    whole = workbook([HEADER, FIRST])
    chance = random.Random(4)  # noqa: S311 the same on every run

    for _ in range(200):
        damaged = bytearray(whole)
        for _ in range(8):
            damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
        with contextlib.suppress(UnreadableError):
            list(read_here(io.BytesIO(damaged), encoding="", sheet=""))

    for length in range(4, len(whole), 199):
        with pytest.raises(UnreadableError):
            list(read_here(io.BytesIO(whole[:length]), encoding="", sheet=""))


def test_a_workbook_whose_inside_is_no_xml_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("xl/workbook.xml", "<workbook><sheets")

    assert "damaged" in refusal(file.getvalue(), "responses.xlsx")
