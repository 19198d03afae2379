"""The export: a row for every comment and every answer that counts, safe to open and to read."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile
from python_calamine import CalamineWorkbook

from consultation.export import tables
from consultation.export.columns import COLUMNS, NAMES
from consultation.export.tables import csv_blocks, xlsx_file
from consultation.intake.cells import moment
from consultation.intake.entering import enter_response
from consultation.intake.reading import read_file
from consultation.models import Locality, Question, Withdrawal
from sdp_portal.clock import LONDON
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

PART = "anti-social-behaviour/goals/confidence-to-report"


def as_csv(consultation):
    content = b"".join(csv_blocks(consultation.responses.counted()))
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_xlsx(consultation):
    with xlsx_file(consultation.responses.counted()) as file:
        header, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_column_is_there_in_order(consultation, public_window):
    factories.sent(public_window)

    [row] = as_csv(consultation)

    assert list(row) == NAMES
    assert list(as_xlsx(consultation)[0]) == NAMES
    assert all(column.meaning for column in COLUMNS)


def test_without_responses_there_is_the_header(consultation):
    assert as_csv(consultation) == []
    assert as_xlsx(consultation) == []
    assert b"".join(csv_blocks(consultation.responses.counted())).decode(
        "utf-8-sig"
    ).strip() == ",".join(NAMES)


def test_what_is_told_of_a_response(consultation, public_window):
    area = Locality.objects.create(consultation=consultation, name="Easington")
    group = consultation.circulation.first()
    response = factories.sent(
        public_window,
        part=consultation.edition.parts.get(key=PART),
        respondent_kind="organisation",
        organisation="Friends of the Park",
        name="Ada",
        email="ada@example.org",
        locality=area,
        publication="with-name",
        via=group,
    )

    [row] = as_csv(consultation)

    assert row == {
        "response": response.reference,
        "version": "1",
        "received_at": "2024-04-10T10:00:00+01:00",
        "channel": "web",
        "window": str(public_window),
        "group": str(group),
        "invited": "",
        "entered_at": "",
        "late": "",
        "respondent_kind": "organisation",
        "organisation": "Friends of the Park",
        "name": "Ada",
        "email": "ada@example.org",
        "area": "Easington",
        "publication": "with-name",
        "headcount": "",
        "about": PART,
        "question": "",
        "answer": "",
        "text": "I would report more if I heard back.",
        "sample": "",
    }


def test_what_was_entered_by_an_officer(consultation):
    window = consultation.windows.get(audience="invited")
    enter_response(
        consultation=consultation,
        channel="meeting",
        received_at=window.opens_at,
        details={"respondent_kind": "other", "publication": "nothing"},
        comments=[(None, "Noted.")],
        invitation=factories.invited(window),
        headcount=12,
        by=factories.officer(),
        at=window.opens_at + dt.timedelta(hours=1),
    )

    [row] = as_csv(consultation)

    assert (row["channel"], row["headcount"], row["window"]) == ("meeting", "12", str(window))
    assert row["invited"] == "Councillor Example"
    assert row["entered_at"]
    assert as_xlsx(consultation)[0]["headcount"] == 12


def test_two_comments_and_an_answer_are_three_rows_in_the_order_of_writing(
    consultation, public_window
):
    goal = consultation.edition.parts.get(key=PART)
    first = Question.objects.create(consultation=consultation, wording="Whole?", position=1)
    second = Question.objects.create(
        consultation=consultation, wording="Goal?", position=0, part=goal
    )
    response = factories.complete(public_window, comments=("One.", "Two."))
    for question, choice in ((first, "agree"), (second, "")):
        factories.answered(response, question, choice, "Why.")
    factories.submit_response(response=response, at=factories.BEGUN)

    rows = as_csv(consultation)

    assert [(row["about"], row["question"], row["answer"], row["text"]) for row in rows] == [
        ("", "", "", "One."),
        ("", "", "", "Two."),
        (PART, "Goal?", "", "Why."),
        ("", "Whole?", "agree", "Why."),
    ]
    assert len({row["response"] for row in rows}) == 1


def test_winter_and_summer_are_told_by_the_offset(consultation, public_window):
    public_window.opens_at = london("2024-03-01T00:00")
    public_window.save()
    factories.sent(public_window, at=london("2024-03-20T23:59:59"))
    factories.sent(public_window, at=london("2024-04-01T00:00"))

    assert [row["received_at"] for row in as_csv(consultation)] == [
        "2024-03-20T23:59:59+00:00",
        "2024-04-01T00:00:00+01:00",
    ]


def test_only_what_counts_is_exported(consultation, public_window):
    factories.unsent(public_window)
    withdrawn = factories.sent(public_window)
    Withdrawal.objects.create(response=withdrawn, withdrawn_at=factories.BEGUN)
    first = factories.sent(public_window, comments=("First thought.",))
    later = factories.complete(
        public_window, comments=("Second thought.",), version=2, replaces=first
    )
    factories.submit_response(response=later, at=factories.BEGUN + dt.timedelta(hours=2))

    [row] = as_csv(consultation)

    assert (row["version"], row["text"]) == ("2", "Second thought.")


def test_late_ones_and_examples_say_so(consultation, public_window):
    response = factories.complete(public_window, is_sample=True)
    at = public_window.closes_at + dt.timedelta(minutes=1)
    factories.submit_response(response=response, at=at)

    [row] = as_csv(consultation)

    assert (row["late"], row["sample"]) == ("yes", "yes")


TEXTS = [
    "=1+1",
    '=HYPERLINK("http://example.org","Click")',
    "+44 191 000 000",
    "-5",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",  # noqa: RUF001
    "'=1+1",
    "''=1+1",
    "'tis the season",
    "'",
    'He said "no", twice;\tand left',
    "First line\nSecond line\n\nEnd",
    "bell \x07 escape \x1b vertical \x0b",
    "_x0041_ and _x000D_",
    "\u202egnp 😀 é – ’ “”",
    "<b>&amp;</b> %s %(name)s {x} \\N \\.",
    "   spaces   ",
    "https://example.org/",
    "x" * 10_000,
    "😀" * 5_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_every_text_comes_back_as_it_was_written(consultation, public_window, text):
    factories.sent(public_window, comments=(text,), name=text[:200])

    with xlsx_file(consultation.responses.counted()) as file:
        for content in (b"".join(csv_blocks(consultation.responses.counted())), file.read()):
            [row] = read_file(ContentFile(content)).rows

            assert row.cells["text"] == text
            assert row.cells["name"] == text[:200]


@pytest.mark.parametrize("text", TEXTS[:8], ids=range(8))
def test_what_a_spreadsheet_would_run_is_led_by_an_apostrophe_in_csv(
    consultation, public_window, text
):
    factories.sent(public_window, comments=(text,), name="=1", email="-x@example.org")

    [row] = as_csv(consultation)

    assert row["text"] == f"'{text}"
    assert (row["name"], row["email"]) == ("'=1", "'-x@example.org")


@pytest.mark.parametrize("text", TEXTS[:8], ids=range(8))
def test_in_a_workbook_it_is_a_text_and_no_formula(consultation, public_window, text):
    factories.sent(public_window, comments=(text,))

    [row] = as_xlsx(consultation)

    assert row["text"] == text


def test_an_address_is_no_link_in_a_workbook(consultation, public_window):
    factories.sent(public_window, comments=("https://example.org/",))

    with xlsx_file(consultation.responses.counted()) as file:
        assert b"hyperlink" not in file.read()


def test_more_rows_than_a_sheet_takes_go_on_in_the_next(consultation, public_window, monkeypatch):
    monkeypatch.setattr(tables, "ROWS_OF_A_SHEET", 2)
    factories.sent(public_window, comments=("1", "2", "3", "4", "5"))

    with xlsx_file(consultation.responses.counted()) as file:
        workbook = CalamineWorkbook.from_filelike(file)
        sheets = [workbook.get_sheet_by_index(n).to_python() for n in range(3)]

    assert [[row[NAMES.index("text")] for row in sheet] for sheet in sheets] == [
        ["text", "1", "2"],
        ["text", "3", "4"],
        ["text", "5"],
    ]


def test_responses_to_another_consultation_are_not_in_it(consultation, public_window):
    factories.sent(public_window)
    consultation.pk, consultation.slug = None, "another"
    consultation.save()

    assert as_csv(consultation) == []


def test_one_query_gives_it_all(consultation, public_window, django_assert_num_queries):
    for _ in range(10):
        factories.sent(public_window, via=consultation.circulation.first())

    with django_assert_num_queries(1):
        assert len(as_csv(consultation)) == 10


@pytest.mark.parametrize(
    ("received", "cell"),
    [
        (london("2024-04-10 10:00"), dt.datetime(2024, 4, 10, 10)),  # noqa: DTZ001 Excel has no zone
        (
            dt.datetime(2024, 10, 27, 1, 30, tzinfo=dt.UTC),
            "2024-10-27T01:30:00+00:00",
        ),
    ],
    ids=["date", "hour that comes twice"],
)
def test_a_workbook_has_dates_that_excel_sorts_by(received, cell):
    value = received.astimezone(LONDON).isoformat()

    assert (tables._excel_date(value) or value) == cell


def test_a_date_of_a_workbook_is_a_date_and_comes_back(consultation, public_window):
    sent = factories.sent(public_window)

    [row] = as_xlsx(consultation)
    with xlsx_file(consultation.responses.counted()) as file:
        [read] = read_file(ContentFile(file.read())).rows

    assert row["received_at"] == sent.received_at.astimezone(LONDON).replace(tzinfo=None)
    assert moment(read.cells["received_at"]) == sent.received_at
