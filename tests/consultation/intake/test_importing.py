"""Files of responses are taken in whole or not at all, once, by the rules of the website."""

import contextlib
import csv
import datetime as dt
import io

import pytest
from django.core.files.base import ContentFile

from consultation.export.tables import csv_blocks, xlsx_file
from consultation.intake.importing import (
    NotImportedError,
    check,
    discard,
    import_responses,
    keep_file,
)
from consultation.models import Answer, Locality, Question, Response, ResponseImport, Withdrawal
from sdp_portal.foreign_files import UnreadableError
from tests.conftest import london
from tests.consultation import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_files")]

AT = london("2024-04-12T10:00")
PART = "anti-social-behaviour/goals/confidence-to-report"
ROW = {
    "received_at": "10/04/2024 14:30",
    "channel": "paper",
    "respondent_kind": "resident",
    "publication": "without-name",
    "text": "More lights.",
}


def table(*rows):
    """CSV of rows, each given by what is different from ROW."""
    rows = [ROW | row for row in rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO()
    writer = csv.DictWriter(file, names, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def files_in(folder):
    return list(folder.iterdir()) if folder.exists() else []


@pytest.fixture
def officer(db):
    return factories.officer()


@pytest.fixture
def question(consultation):
    return Question.objects.create(
        consultation=consultation, wording="How far do you agree with the draft’s ambition?"
    )


@pytest.fixture
def keep(consultation, officer):
    def keep(content, name="responses.csv"):
        file = ContentFile(content, name=name)
        return keep_file(consultation=consultation, file=file, by=officer, at=AT)

    return keep


@pytest.fixture
def take_in(keep, officer):
    def take_in(content):
        return import_responses(kept=keep(content), by=officer, at=AT)

    return take_in


@pytest.fixture
def problems(keep):
    """What is wrong with one row that is different from ROW, as (column, reason)."""

    def problems(*rows):
        found = check(keep(table(*rows)), at=AT).problems
        return [(problem.row, problem.column, problem.reason) for problem in found]

    return problems


def test_a_row_is_a_response_received_when_it_says_and_entered_now(take_in, public_window, officer):
    done = take_in(table({}))

    response = Response.objects.get()
    assert (done.response_total, done.known_total, done.row_total) == (1, 0, 1)
    assert (done.imported_at, done.imported_by) == (AT, officer)
    assert response.received_at == london("2024-04-10T14:30")
    assert (response.entered_at, response.entered_by) == (AT, officer)
    assert (response.window, response.channel) == (public_window, "paper")
    assert response.imported_in == done
    assert response.reference
    assert [comment.text for comment in response.comments.all()] == ["More lights."]


def test_rows_with_the_same_identifier_are_one_response(take_in, question):
    take_in(
        table(
            {"response": "A 1", "about": PART, "text": "On the goal."},
            {"response": "B", "text": "Another."},
            {"response": "A 1 ", "text": "On the whole.\r\nSecond line."},
            {
                "response": "A 1",
                "question": question.wording,
                "answer": "strongly-agree",
                "text": "",
            },
        )
    )

    several, one = Response.objects.order_by("pk")
    assert [(c.part and c.part.key, c.text) for c in several.comments.all()] == [
        (PART, "On the goal."),
        (None, "On the whole.\nSecond line."),
    ]
    assert several.answers.get().choice == Answer.Choice.STRONGLY_AGREE
    assert one.comments.count() == 1


def test_rows_without_identifier_are_responses_of_their_own(take_in):
    take_in(table({}, {}, {"text": "Another."}))

    assert Response.objects.count() == 3


def test_what_the_first_row_says_of_a_response_need_not_be_repeated(take_in):
    again = dict.fromkeys(["received_at", "channel", "respondent_kind", "publication"], "")

    take_in(table({"response": "1", "name": "Ada"}, {"response": "1", "text": "More."} | again))

    assert Response.objects.get().comments.count() == 2


def test_names_labels_and_keys_mean_the_same(take_in, consultation, question):
    part = consultation.edition.parts.get(key=PART)
    area = Locality.objects.create(consultation=consultation, name="Easington")
    group = consultation.circulation.first()
    shouted = {
        "channel": "Paper form",
        "respondent_kind": "An Organisation or  group",
        "organisation": "Friends of the Park",
        "publication": "Publish my comments with my name",
        "area": area.name.upper(),
        "group": group.name.lower(),
    }

    take_in(
        table(
            {"response": "1", "about": part.label} | shouted,
            {"response": "1", "about": part.title, "text": "By its title."} | shouted,
            {"response": "1", "about": "The whole strategy", "text": "Whole."} | shouted,
            {
                "response": "1",
                "question": "how far do you agree with the draft's ambition?",
                "answer": "Don't know",
                "text": "Hard to say.",
            }
            | shouted,
        )
    )

    response = Response.objects.get()
    assert [comment.part for comment in response.comments.on_parts()] == [part, part, None]
    assert (response.channel, response.respondent_kind) == ("paper", "organisation")
    assert (response.publication, response.organisation) == ("with-name", "Friends of the Park")
    assert (response.locality, response.via) == (area, group)
    assert factories.given(response) == {question: (Answer.Choice.DONT_KNOW, "Hard to say.")}


def test_a_meeting_has_a_headcount_and_an_invitation_its_window(keep, consultation, officer):
    window = consultation.windows.get(audience="invited")
    factories.invited(window, name="Scrutiny Committee", email="scrutiny@example.org")
    received = window.opens_at + dt.timedelta(hours=30)
    meeting = {
        "channel": "meeting",
        "headcount": "12",
        "invited": "scrutiny committee",
        "received_at": received.isoformat(),
    }

    kept = keep(table(meeting))
    import_responses(kept=kept, by=officer, at=received)

    response = Response.objects.get()
    assert (response.window, response.headcount) == (window, 12)
    assert response.invitation.name == "Scrutiny Committee"


@pytest.mark.parametrize(
    "text",
    [
        "10/04/2024 14:30",
        "10/04/2024 14:30:00",
        " 2024-04-10T14:30 ",
        "2024-04-10 14:30",
        "2024-04-10T14:30:00+01:00",
        "2024-04-10T13:30:00Z",
    ],
)
def test_moments_are_read_in_london_time(take_in, text):
    take_in(table({"received_at": text}))

    assert Response.objects.get().received_at == london("2024-04-10T14:30")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ({"received_at": ""}, "received_at", "Enter when it was received"),
        ({"received_at": "yesterday"}, "received_at", "“yesterday” is not a date and time"),
        ({"received_at": "31/02/2024 10:00"}, "received_at", "is not a date and time"),
        ({"received_at": "04/13/2024 10:00"}, "received_at", "is not a date and time"),
        ({"received_at": "10/04/2024"}, "received_at", "Add the time of day"),
        ({"received_at": "2024-04-10"}, "received_at", "Add the time of day"),
        ({"received_at": "31/03/2024 01:30"}, "received_at", "there is no 1:30am. Use a time"),
        ({"received_at": "12/04/2024 10:01"}, "received_at", "has not come yet"),
        ({"received_at": "17/03/2024 23:59"}, "received_at", "opens on"),
        ({"received_at": "0001-01-01T00:00"}, "received_at", "opens on"),
        ({"received_at": "9999-12-31T23:59-12:00"}, "received_at", ""),
        ({"received_at": "1\0"}, "received_at", "“1\ufffd” is not a date"),
        ({"channel": ""}, "channel", "Fill this in: web, paper, email"),
        ({"channel": "pigeon"}, "channel", "“pigeon” is not one of web, paper"),
        ({"respondent_kind": ""}, "respondent_kind", "Fill this in: resident, organisation"),
        ({"respondent_kind": "robot"}, "respondent_kind", "“robot” is not one of resident"),
        ({"publication": ""}, "publication", "Fill this in: nothing, without-name"),
        ({"publication": "maybe"}, "publication", "“maybe” is not one of nothing"),
        ({"publication": "with-name"}, "name", "Enter your name"),
        ({"respondent_kind": "organisation"}, "organisation", "Enter the name of the org"),
        ({"organisation": "x" * 201, "respondent_kind": "organisation"}, "organisation", "200"),
        ({"name": "x" * 10_001}, "name", "200 characters or fewer"),
        ({"name": "A\0da"}, "name", "null character"),
        ({"name": "Ada\x07"}, "name", "control character"),
        ({"email": "ada.example.org"}, "email", "in the correct format"),
        ({"email": f"{'x' * 250}@example.org"}, "email", "254 characters or fewer"),
        ({"area": "Atlantis"}, "area", "“Atlantis” is not an area of this consultation."),
        ({"group": "Nobody"}, "group", "“Nobody” is not a group"),
        ({"invited": "Nobody"}, "invited", "“Nobody” is not somebody who was invited."),
        ({"headcount": "12"}, "headcount", "Only a meeting has a number of people."),
        ({"headcount": "0", "channel": "meeting"}, "headcount", "greater than or equal to 1"),
        ({"headcount": "-3", "channel": "meeting"}, "headcount", "greater than or equal to 1"),
        ({"headcount": "a few", "channel": "meeting"}, "headcount", "Enter a whole number"),
        ({"headcount": "9" * 10_001, "channel": "meeting"}, "headcount", "Enter a whole number"),
        ({"about": "no/such/part"}, "about", "“no/such/part” is not a part of the edition."),
        ({"about": "<script>\u202e"}, "about", "“<script>\ufffd” is not a part"),
        ({"question": "How?"}, "question", "“How?” is not a question of this consultation."),
        ({"answer": "agree"}, "question", "Say which question this answers."),
        ({"text": ""}, "text", "Enter a comment."),
        ({"text": " \n\u00a0"}, "text", "Enter a comment."),
        ({"text": "x" * 10_001}, "text", "It has 1 too many."),
        ({"text": "😀" * 5_001}, "text", "It has 2 too many."),
        ({"text": "nul\0"}, "text", "Remove the null character"),
    ],
)
def test_what_is_wrong_is_told_with_row_column_and_reason(problems, row, column, reason):
    [(number, where, why), *more] = problems(row)

    assert (number, where) == (2, column)
    assert reason in why
    assert more == []


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE consultation_response; --",
        "<script>alert(1)</script>",
        "\u202egnp.exe 😀 \x07",
        "=1+1",
        "x" * 10_000,
    ],
)
def test_what_people_wrote_is_taken_in_to_the_letter(take_in, text):
    take_in(table({"text": text}))

    assert Response.objects.get().comments.get().text == text


def test_answers_are_held_against_the_questions(problems, consultation, question):
    plain = Question.objects.create(
        consultation=consultation, wording="Plain?", has_comment_box=False
    )
    asked = {"question": question.wording, "text": ""}
    one = {"response": "1"}

    assert problems(
        asked | {"answer": "perhaps"},
        asked,
        asked | {"answer": "agree", "about": PART},
        {"question": plain.wording, "answer": "agree", "text": "Because."},
        asked | {"answer": "agree"} | one,
        asked | {"answer": "agree"} | one,
        asked | {"text": "x" * 10_001},
    ) == [
        (
            2,
            "answer",
            "“perhaps” is not one of strongly-agree, agree, neither, disagree, "
            "strongly-disagree, dont-know.",
        ),
        (3, "answer", "Fill in an answer, a text, or both."),
        (4, "about", "The question is about the whole strategy. Leave this empty."),
        (5, "text", "This question asks for no comment. Make it a row of its own."),
        (7, "question", "This response answers the question in another row."),
        (8, "text", "Your comment must be 10,000 characters or fewer. It has 1 too many."),
    ]


def test_rows_of_one_response_that_disagree_are_told(problems):
    assert problems(
        {"response": "1", "name": "Ada"},
        {"response": "1", "name": "Grace"},
        {"response": "1", "received_at": "10/04/2024 14:31"},
    ) == [
        (3, "name", "“Grace”, but row 2, of the same response, says “Ada”."),
        (
            4,
            "received_at",
            "“10/04/2024 14:31”, but row 2, of the same response, says “10/04/2024 14:30”.",
        ),
    ]


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_rows(problems):
    found = problems({"channel": "pigeon", "text": ""}, {}, {"area": "Atlantis"})

    assert [(row, column) for row, column, _ in found] == [
        (2, "channel"),
        (2, "text"),
        (4, "area"),
    ]


def test_a_part_whose_title_several_have_is_asked_for_by_its_key(problems, edition):
    titles = list(edition.parts.values_list("title", flat=True))
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice is None:
        pytest.skip("No two parts of the edition have the same title.")

    [(_, column, reason)] = problems({"about": twice})

    assert column == "about"
    assert "can mean several; write the key of the part" in reason


def test_one_fault_and_nothing_is_taken_in(keep, officer):
    kept = keep(table({}, {"channel": "pigeon"}))

    with pytest.raises(NotImportedError):
        import_responses(kept=kept, by=officer, at=AT)

    assert not Response.objects.exists()
    kept.refresh_from_db()
    assert kept.imported_at is None


# Once only


def test_the_same_file_adds_nothing_a_second_time(take_in):
    content = table({}, {}, {"response": "7", "text": "Seven."})
    take_in(content)

    again = take_in(content)

    assert (again.response_total, again.known_total) == (0, 3)
    assert Response.objects.count() == 3


def test_rows_in_another_order_and_another_dialect_are_known_too(take_in, question):
    rows = [
        {"response": "1", "text": "One."},
        {"response": "1", "text": "Two."},
        {"response": "1", "question": question.wording, "answer": "agree", "text": ""},
        {"text": "Alone."},
    ]
    take_in(table(*rows))

    again = take_in(table(*reversed(rows)).replace(b",", b";").decode().encode("utf-16"))

    assert (again.response_total, again.known_total) == (0, 2)


def test_of_a_longer_file_only_the_new_rows_are_added(take_in):
    take_in(table({}, {"text": "Other."}))

    longer = take_in(table({}, {}, {"text": "Other."}))

    assert (longer.response_total, longer.known_total) == (1, 2)


def test_confirming_again_changes_nothing(keep, officer):
    kept = keep(table({}))
    first = import_responses(kept=kept, by=officer, at=AT)

    again = import_responses(kept=kept, by=officer, at=AT + dt.timedelta(hours=1))

    assert again.imported_at == first.imported_at
    assert Response.objects.count() == 1


@pytest.mark.parametrize("write", [csv_blocks, xlsx_file])
def test_an_export_of_the_same_consultation_is_known_already(
    take_in, consultation, public_window, write
):
    factories.sent(public_window, name="Ada")
    take_in(table({"response": "1"}))
    with contextlib.closing(write(consultation.responses.counted())) as file:
        content = b"".join(file)

    again = take_in(content)

    assert (again.response_total, again.known_total) == (0, 2)


def test_a_withdrawn_response_does_not_come_back(take_in, officer):
    content = table({"response": "1"})
    take_in(content)
    Withdrawal.objects.create(
        response=Response.objects.get(), withdrawn_at=AT, withdrawn_by=officer, reason="Asked."
    )

    again = take_in(content)

    assert (again.response_total, again.known_total) == (0, 1)


# The file


def test_the_file_is_kept_without_its_path(keep, kept_files):
    kept = keep(table({}), name="../../etc/\u202epass\0wd.csv")

    [path] = files_in(kept_files)
    assert kept.name == "pass wd.csv"
    assert path.read_bytes() == table({})
    assert kept.file.name == path.name
    assert len(kept.sha256) == 64


def test_of_a_file_that_cannot_be_read_nothing_is_kept(keep, kept_files):
    with pytest.raises(UnreadableError):
        keep(b"%PDF-1.7")

    assert not ResponseImport.objects.exists()
    assert files_in(kept_files) == []


def test_a_file_that_was_not_imported_can_be_thrown_away(
    keep, kept_files, django_capture_on_commit_callbacks
):
    kept = keep(table({}))

    with django_capture_on_commit_callbacks(execute=True):
        assert discard(kept=kept)

    assert not ResponseImport.objects.exists()
    assert files_in(kept_files) == []


def test_an_imported_file_stays(keep, officer, kept_files):
    kept = keep(table({}))
    import_responses(kept=kept, by=officer, at=AT)

    assert not discard(kept=kept)

    assert len(files_in(kept_files)) == 1


def test_checking_asks_the_database_the_same_however_many_responses(
    keep, django_assert_max_num_queries
):
    kept = keep(table(*[{"response": str(n), "text": f"Number {n}"} for n in range(200)]))

    with django_assert_max_num_queries(14):
        assert len(check(kept, at=AT).entries) == 200


def test_a_response_of_more_comments_than_one_can_have_is_told_in_its_first_row(keep):
    rows = [{"response": "A", "text": f"Number {number}."} for number in range(101)]

    [problem] = check(keep(table(*rows)), at=AT).problems

    assert (problem.row, problem.column) == (2, "response")
    assert "up to 100 comments, and this one has 101" in problem.reason
