"""Files that can be read in more than one way: nothing is left out or guessed unsaid."""

import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.intake.csv_files import OTHER_ENCODINGS
from consultation.intake.reading import ENCODINGS, read_file
from sdp_portal.foreign_files import FAILED, UnreadableError
from tests.consultation.intake.test_reading import FIRST, HEADER, SECOND, text_of

SAID = "I don’t feel safe – naïve? café"


def read(content, **chosen):
    content = content.encode() if isinstance(content, str) else content
    return read_file(SimpleUploadedFile("responses", content), **chosen)


def refusal(content, **chosen):
    with pytest.raises(UnreadableError) as caught:
        read(content, **chosen)
    return str(caught.value)


def texts(reading):
    return [row.cells["text"] for row in reading.rows]


def workbook(sheets, *, hidden=(), **options):
    """`sheets`: the rows of each by its name; the last one stays in front."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, options)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    sheet.activate()
    for name in hidden:
        book.get_worksheet_by_name(name).hide()
    book.close()
    return file.getvalue()


def changed(content, name, old, new):
    """A workbook with something else in one of the files that are packed in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for entry in before.namelist():
            inside = before.read(entry)
            if entry == name:
                assert old in inside
                inside = inside.replace(old, new)
            after.writestr(entry, inside)
    return file.getvalue()


def row(text):
    return [*FIRST[:4], text]


# Sheets

LETTERS = [HEADER, row("By letter.")]
EMAILS = [HEADER, row("By email."), row("Also by email.")]
OLD = [HEADER, row("Of last year.")]
NOTES = [["Ask Jo about the text"], ["and the name"]]
LISTS = [["name", "text"], ["a", "b"]]


def test_the_only_sheet_is_read_and_named():
    reading = read(workbook({"Letters": LETTERS, "Sheet2": [], "Sheet3": []}))

    assert texts(reading) == ["By letter."]
    assert (reading.sheet, reading.sheets_left_out) == ("Letters", [])
    assert not reading.is_to_be_chosen


def test_of_two_sheets_with_responses_none_is_read_before_one_is_chosen():
    reading = read(workbook({"Letters": LETTERS, "Emails": EMAILS}))

    assert reading.is_to_be_chosen
    assert reading.rows == []
    assert [sheet.in_words for sheet in reading.sheets_to_choose] == [
        "“Letters”: 1 row",
        "“Emails”: 2 rows",
    ]


def test_the_chosen_sheet_is_read_and_the_other_is_told():
    content = workbook({"Letters": LETTERS, "Emails": EMAILS})

    reading = read(content, sheet="Emails")

    assert texts(reading) == ["By email.", "Also by email."]
    assert reading.sheet == "Emails"
    assert [sheet.name for sheet in reading.sheets_left_out] == ["Letters"]
    assert [sheet.name for sheet in reading.sheets_to_choose] == ["Letters", "Emails"]


@pytest.mark.parametrize("kind", ["hidden", "veryHidden"])
def test_a_hidden_sheet_gives_way_to_the_one_that_is_seen_and_is_told(kind):
    content = workbook({"Old": OLD, "Letters": LETTERS}, hidden=["Old"])
    content = changed(content, "xl/workbook.xml", b'"hidden"', b'"%b"' % kind.encode())

    reading = read(content)

    assert texts(reading) == ["By letter."]
    assert [sheet.in_words for sheet in reading.sheets_left_out] == ["“Old”: 1 row, hidden"]


def test_a_sheet_is_not_read_only_because_no_other_is_seen():
    content = workbook({"Old": OLD, "Notes": NOTES}, hidden=["Old"])

    assert read(content).is_to_be_chosen
    assert texts(read(content, sheet="Old")) == ["Of last year."]


def test_a_sheet_with_something_else_is_no_choice_and_is_told():
    content = workbook({"Notes": NOTES, "Lists": LISTS, "Letters": LETTERS})

    reading = read(content)

    assert texts(reading) == ["By letter."]
    assert [sheet.in_words for sheet in reading.sheets_left_out] == [
        "“Notes”: 2 rows, without the columns of an import",
        "“Lists”: 1 row, without the columns of an import",
    ]
    assert texts(read(content, sheet="Notes")) == ["By letter."]


def test_a_sheet_that_goes_on_without_names_of_columns_is_told():
    reading = read(workbook({"Page 2": [row("More.")], "Page 1": LETTERS}))

    assert texts(reading) == ["By letter."]
    assert "“Page 2”: 1 row, without" in reading.sheets_left_out[0].in_words


def test_a_template_without_rows_is_no_choice():
    reading = read(workbook({"Template": [HEADER], "Letters": LETTERS}))

    assert texts(reading) == ["By letter."]


def test_a_workbook_without_a_table_is_refused_by_the_name_of_its_first_sheet_to_be_seen():
    content = workbook({"Old": NOTES, "Lists": LISTS, "Notes": NOTES}, hidden=["Old"])

    assert refusal(content).startswith(
        "The sheet “Lists” cannot be read. These columns are missing"
    )
    assert "The sheet “Notes” has none of the columns" in refusal(workbook({"Notes": NOTES}))
    assert refusal(workbook({"Notes": []})) == "There is nothing in this workbook."


def test_names_of_sheets_are_told_as_words_only():
    reading = read(workbook({"<b>’“–😀": LETTERS}))

    assert reading.sheet == "<b>’“–😀"


def test_two_sheets_of_one_name_are_refused():
    content = workbook({"Letters": LETTERS, "Emails": EMAILS})
    content = changed(content, "xl/workbook.xml", b'"Emails"', b'"Letters"')

    assert refusal(content) == "Two sheets of this workbook have the same name. Rename one of them."


# What ends the process that reads it


@pytest.mark.parametrize(
    "before", [b'x=">" ', b"x='&lt;' ", b'x="%b" ' % (b"a" * 600), b'x="\n"\n']
)
def test_a_cell_far_away_is_found_behind_any_other_attribute(before):
    far = b"<c %br='XFD1048576'><v>1</v></c></row>" % before
    content = changed(workbook({"S": LETTERS}), "xl/worksheets/sheet1.xml", b"</row>", far)

    assert "20,000 rows" in refusal(content)


def test_a_cell_far_away_in_a_sheet_of_an_unusual_place_is_told_in_a_sentence():
    far = b"<c r='XFD1048576'><v>1</v></c></row>"
    content = changed(workbook({"S": LETTERS}), "xl/worksheets/sheet1.xml", b"</row>", far)
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        content = changed(content, name, b"worksheets/sheet1", b"elsewhere/sheet1")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            after.writestr(name.replace("worksheets/sheet1", "elsewhere/sheet1"), before.read(name))

    assert refusal(file.getvalue()) == FAILED


def test_one_long_text_in_very_many_cells_is_told_in_a_sentence():
    """A small file, and more than a gigabyte unpacked: each cell has the same text."""
    content = workbook({"S": [HEADER, *[["x" * 32_000] * 5] * 8_000]})

    assert refusal(content)


def test_entities_are_not_taken_apart():
    laughs = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet'
    content = changed(workbook({"S": LETTERS}), "xl/worksheets/sheet1.xml", b"<worksheet", laughs)

    assert "damaged" in refusal(content)


# Above the names of the columns


@pytest.mark.parametrize(
    ("above", "number", "said"),
    [
        ([[]], 2, None),
        ([["", "", ""]], 2, None),
        ([["\u200b"]], 2, None),
        ([["Responses by post, “April”"]], 2, "row 1 (“Responses by post, “April””)"),
        (
            [["Text"], [], ["Kept by Jo", "", "2024"]],
            4,
            "row 1 (“Text”), row 3 (“Kept by Jo 2024”)",
        ),
        ([[f"Line {n}"] for n in range(1, 20)], 20, "row 19 (“Line 19”)"),
    ],
)
def test_names_of_columns_are_found_below_a_title_which_is_told(above, number, said):
    rows = [*above, HEADER, FIRST]
    for content in (
        text_of(rows),
        text_of(rows, ";"),
        text_of(rows, "\t").encode("utf-16"),
        "\ufeff" + text_of(rows),
        workbook({"S": rows}),
    ):
        reading = read(content)

        assert [row.number for row in reading.rows] == [number + 1]
        assert texts(reading) == [FIRST[4]]
        if said:
            [note] = reading.notes
            assert f"named in row {number}. We left out what is above: " in note
            assert said in note
        else:
            assert reading.notes == []


def test_a_title_twenty_rows_long_is_too_long():
    above = [[f"Line {n}"] for n in range(1, 21)]

    for content in (text_of([*above, HEADER, FIRST]), workbook({"S": [*above, HEADER, FIRST]})):
        assert "has none of the columns of an export in its first 20 rows" in refusal(content)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_without_a_question(encoding):
    reading = read(text_of([HEADER, row(SAID)]).encode(encoding))

    assert texts(reading) == [SAID]
    assert (reading.samples, reading.encoding) == ([], "")


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman", "gb18030"])
def test_any_other_encoding_is_asked_for_with_words_of_the_file(encoding):
    content = text_of([HEADER, row(SAID)]).encode(encoding)

    reading = read(content)

    assert reading.is_to_be_chosen
    assert reading.rows == []
    words = {sample.encoding: " ".join(sample.words) for sample in reading.samples}
    assert words[encoding] == "don’t – naïve? café"
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("cp1252", SAID),
        ("mac_roman", SAID),
        ("cp850", "café £5"),
        ("iso8859_15", "café €5"),
        ("cp1250", "Dziękuję, Łódź"),
        ("cp1251", "Спасибо большое"),
        ("gb18030", "路灯太暗。"),
        ("big5", "路燈太暗。"),
        ("cp932", "街灯が暗い。"),
    ],
)
def test_a_file_is_read_in_the_encoding_that_was_chosen(encoding, said):
    content = text_of([HEADER, row(said), *[row("plain")] * 3000]).encode(encoding)

    assert encoding in [sample.encoding for sample in read(content).samples]
    reading = read(content, encoding=encoding)

    assert texts(reading)[0] == said
    assert reading.encoding == encoding
    assert not reading.is_to_be_chosen


def test_every_encoding_that_can_be_chosen_has_a_name():
    assert list(ENCODINGS) == OTHER_ENCODINGS


@pytest.mark.parametrize("encoding", ["utf-7", "x-nothing", "cp037", "rot13", "\0", "latin-1"])
def test_an_encoding_that_was_not_offered_is_asked_for_again(encoding):
    content = text_of([HEADER, row(SAID)]).encode("mac_roman")

    assert read(content, encoding=encoding).is_to_be_chosen


def test_of_a_file_that_is_unicode_no_other_encoding_can_be_chosen():
    assert texts(read(text_of([HEADER, row(SAID)]), encoding="mac_roman")) == [SAID]


def test_what_begins_as_unicode_and_is_not_is_refused():
    content = text_of([HEADER, row("plain")]).encode("utf-8-sig") + "\r\n“”".encode("cp1252")

    assert "begins as Unicode text" in refusal(content)


def test_the_sample_shows_each_unusual_letter_and_no_long_word():
    said = ["x" * 5000 + "é", "é again", *["naïve"] * 1000, "’", SECOND[4]]
    content = text_of([HEADER, *map(row, said)]).encode("cp1252")

    [sample] = [s for s in read(content).samples if s.encoding == "cp1252"]

    assert sample.words == ["x" * 20 + "é", "naïve", "’"]


def test_without_an_encoding_in_which_it_is_text_a_file_is_refused():
    """No letter of any of ours has this byte; Mac has one for every byte, but not this kind."""
    names = ",".join(HEADER).encode()

    assert read(names + b"\na,b,c,d,\x81").is_to_be_chosen
    assert refusal(b"\x89PNG\r\n\x1a\n" + b"\xff" * 64)


# Cells without anything to be seen


@pytest.mark.parametrize(
    "unseen",
    ["\u200b\u2060", "\ufeff", "\u00ad", "\u3164", "\u2800", "\u200e \u202c", " \t ", "\x07"],
)
def test_a_cell_in_which_nothing_can_be_seen_is_empty_and_is_told(unseen):
    for content in (
        text_of([HEADER, row(unseen), row("Seen.")]),
        workbook({"S": [HEADER, row(unseen), row("Seen.")]}),
    ):
        reading = read(content)

        assert texts(reading) == ["", "Seen."]
        assert reading.notes == [
            "We treat cells with only spaces or invisible characters as empty: row 2 (text)."
        ]


def test_a_row_in_which_nothing_can_be_seen_is_left_out_and_is_told():
    reading = read(text_of([HEADER, ["\u200b", " ", "", "\u2060", ""], row("Seen.")]))

    assert [row.number for row in reading.rows] == [3]
    assert "row 2 (received_at), row 2 (channel), row 2 (publication)." in reading.notes[0]


def test_what_can_be_seen_is_kept_to_the_letter():
    for said in ["👍🏽", "👩‍👩‍👧", "\u200bNo\u200b", "।", "e\u0301", "\u202eon", "☐", "?"]:
        assert texts(read(text_of([HEADER, row(said)]))) == [said]


def test_of_very_many_cells_the_first_ten_are_told():
    reading = read(text_of([HEADER, *[row("\u200b")] * 5000]))

    assert reading.notes[0].endswith("row 11 (text) and 4,990 more.")
