"""Files that other programs made (made/README.md): read as they were meant, and told in words."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.base import ContentFile

from consultation.intake.cells import moment
from consultation.intake.reading import read_file
from sdp_portal.foreign_files import UnreadableError
from tests.conftest import london
from tests.consultation.intake.test_choosing import changed
from tests.consultation.intake.test_reading import FIRST, HEADER

MADE = Path(__file__).parent / "made"
SAID = [
    "I don’t feel safe – “naïve” café",
    "Lights, please; all 3,5 of them.\nToday.",
    "Hidden but said.",
]
HIDDEN = "Hidden in the sheet, and read all the same: rows 6; columns E."


def read(name, **chosen):
    return read_file(ContentFile((MADE / name).read_bytes(), name=name), **chosen)


@pytest.mark.parametrize(
    ("name", "chosen", "total"),
    [
        ("openpyxl.xlsx", {}, 3),
        ("libreoffice.xlsx", {}, 3),
        ("libreoffice.ods", {}, 3),
        ("odfpy.ods", {}, 2),
        ("libreoffice-semicolons.csv", {}, 3),
        ("libreoffice-unicode-text.csv", {}, 3),
        ("libreoffice-macintosh.csv", {"encoding": "mac_roman"}, 3),
    ],
)
def test_every_program_says_the_same(name, chosen, total):
    reading = read(name, **chosen)

    assert [row.cells["text"] for row in reading.rows] == SAID[:total]
    assert [row.cells["response"] for row in reading.rows] == ["P-1", "P-2", "P-3"][:total]
    assert moment(reading.rows[0].cells["received_at"]) == london("2024-04-10T14:30")


@pytest.mark.parametrize("name", ["openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods"])
def test_what_is_hidden_merged_or_above_is_told(name):
    notes = read(name).notes

    assert HIDDEN in notes
    assert any(note.startswith("Merged cells: A1:C1. Only the first cell") for note in notes)
    assert any("We left out what is above: row 1 (“Responses on paper”)" in note for note in notes)


def test_a_sheet_of_notes_is_told():
    [left_out] = read("odfpy.ods").sheets_left_out

    assert left_out.in_words == "“Notes”: 1 row, without the columns of an import"


@pytest.mark.parametrize(
    ("name", "chosen", "said"),
    [
        ("libreoffice-semicolons.csv", {}, ("Unicode (UTF-8)", "semicolons")),
        ("libreoffice-unicode-text.csv", {}, ("Unicode (UTF-16)", "tabs")),
        ("libreoffice-macintosh.csv", {"encoding": "mac_roman"}, ("Mac", "commas")),
    ],
)
def test_the_encoding_and_the_separator_are_told(name, chosen, said):
    reading = read(name, **chosen)

    assert (reading.encoding_in_words, reading.separator_in_words) == said


def test_the_first_rows_are_shown_under_the_names_of_the_file():
    reading = read("libreoffice-semicolons.csv")

    names = ["response", "received_at", "channel", "respondent_kind", "publication", "text"]
    assert reading.named_columns == names
    number, cells = reading.first_rows[0]
    assert (number, cells[0], cells[-1]) == (2, "P-1", SAID[0])


def test_a_macintosh_file_is_never_guessed():
    reading = read("libreoffice-macintosh.csv")

    assert reading.is_to_be_chosen
    words = {sample.encoding: " ".join(sample.words) for sample in reading.samples}
    assert "don’t" in words["mac_roman"]
    assert "don’t" not in words["cp1252"]


def test_columns_hidden_in_a_group_are_told_up_to_the_last_that_we_read():
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate([HEADER, FIRST]):
        sheet.write_row(number, 0, row)
    sheet.set_column("X:XFD", None, None, {"hidden": True})
    book.close()

    [note] = read_file(ContentFile(file.getvalue(), name="x.xlsx")).notes

    assert note.startswith("Hidden in the sheet, and read all the same: columns X, Y, Z, AA, ")
    assert note.endswith("AG and 67 more.")


# Hostile: small on the disk, without end when it is read


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"<table:table-row>", b'<table:table-row table:number-rows-repeated="9999999">', "Split"),
        (
            b'<table:table-cell office:value-type="string">',
            b'<table:table-cell office:value-type="string" table:number-columns-repeated="9999">',
            "something right of column 100",
        ),
        (b"<office:body>", b"<office:body><", "damaged"),
        (b"<office:body>", b'<office:body x="&lol;">', "damaged"),
    ],
)
def test_an_open_document_without_end_is_refused_before_it_is_read(old, new, sentence):
    content = changed((MADE / "odfpy.ods").read_bytes(), "content.xml", old, new)

    with pytest.raises(UnreadableError, match=sentence):
        read_file(ContentFile(content, name="x.ods"))


def test_an_open_document_of_another_kind_is_refused():
    content = changed(
        (MADE / "odfpy.ods").read_bytes(), "mimetype", b"spreadsheet", b"presentation"
    )

    with pytest.raises(UnreadableError, match="not a workbook of Excel or LibreOffice"):
        read_file(ContentFile(content, name="x.ods"))
