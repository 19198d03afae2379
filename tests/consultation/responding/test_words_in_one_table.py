"""Words are comments, whether or not they answer a question: what the database holds of them."""

import pytest
from django.db import IntegrityError, connection, transaction

from consultation.export.counts import Counts
from consultation.export.tables import csv_blocks
from consultation.models import Given, Question
from consultation.responding.answers import keep_answers
from consultation.responding.submission import submit_response
from tests.consultation import factories

pytestmark = pytest.mark.django_db
BEGUN = factories.BEGUN


@pytest.fixture
def part(edition):
    return edition.parts.get(key="hate-crime")


@pytest.fixture
def question(consultation, part):
    return factories.asked(consultation, "How far?", part=part)


def refused(match):
    return pytest.raises(IntegrityError, match=match)


def test_a_comment_to_a_question_is_about_the_part_of_the_question(public_window, question):
    response = factories.unsent(public_window, comments=[])
    said = {"question": question, "text": "Because.", "written_at": BEGUN}

    with refused("about what the question is about"), transaction.atomic():
        response.comments.create(**said)
    comment = response.comments.create(**said, part=question.part)
    with refused("about what the question is about"), transaction.atomic():
        type(comment).objects.filter(pk=comment.pk).update(part=None)


def test_a_comment_to_a_question_on_the_whole_is_about_the_whole(public_window, consultation, part):
    on_whole = factories.asked(consultation)
    response = factories.unsent(public_window, comments=[])

    response.comments.create(question=on_whole, text="Because.", written_at=BEGUN)

    with refused("about what the question is about"), transaction.atomic():
        response.comments.update(part=part)


def test_a_comment_to_a_question_of_another_consultation_is_refused(public_window, edition):
    elsewhere = factories.asked(factories.prepared(edition))
    response = factories.unsent(public_window, comments=[])

    with refused("question of the consultation"), transaction.atomic():
        response.comments.create(question=elsewhere, text="Because.", written_at=BEGUN)


def test_a_question_has_one_comment_of_a_response(public_window, question):
    response = factories.unsent(public_window, comments=[])
    factories.answered(response, question, "", "Once.")

    with refused("comment_once_to_a_question"), transaction.atomic():
        factories.answered(response, question, "", "Twice.")


@pytest.mark.parametrize(("choice", "text"), [("agree", ""), ("", "Because."), ("agree", "So.")])
def test_a_question_stays_about_its_part_once_it_is_answered(public_window, question, choice, text):
    Question.objects.filter(pk=question.pk).update(part=None)
    Question.objects.filter(pk=question.pk).update(part=question.part)
    factories.answered(factories.unsent(public_window), question, choice, text)

    with refused("stays about the same part"), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(part=None)
    Question.objects.filter(pk=question.pk).update(wording="In other words, how far?")


def test_an_officer_is_told_that_it_stays_about_its_part(
    admin_client, public_window, question, set_clock
):
    set_clock("2024-04-10T10:00")
    factories.answered(factories.unsent(public_window), question, "", "Because.")
    prefix = "questions-0-"
    page = f"/admin/consultation/consultation/{question.consultation_id}/questions/"

    answer = admin_client.post(
        page,
        {
            "questions-TOTAL_FORMS": "1",
            "questions-INITIAL_FORMS": "1",
            f"{prefix}id": question.pk,
            f"{prefix}wording": "In other words?",
            f"{prefix}part": "",
            f"{prefix}position": "0",
        },
    )

    assert "so it stays about the same part of the text" in answer.content.decode()
    assert "In other words?" in answer.content.decode()
    question.refresh_from_db()
    assert question.wording == "How far?"


SAID = [("agree", ""), ("", "Words alone."), ("disagree", "Words and choice.")]


@pytest.fixture
def answered_three_ways(consultation, public_window):
    response = factories.complete(public_window, comments=["On the whole."])
    for n, (choice, text) in enumerate(SAID):
        factories.answered(response, factories.asked(consultation, f"Question {n}?"), choice, text)
    return submit_response(response=response, at=BEGUN)


def test_a_question_is_answered_once_by_a_choice_by_words_or_by_both(
    consultation, answered_three_ways
):
    total = Counts(consultation).total

    assert (total.comments, total.answers) == (1, 3)
    assert answered_three_ways.holds == "1 comment and 3 answers"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_all_anew()")
    assert Counts(consultation).total == total


def test_the_export_has_a_row_for_each_question_answered(consultation, answered_three_ways):
    table = b"".join(csv_blocks(consultation.responses.counted())).decode().splitlines()

    assert len(table) == 1 + 1 + 3
    for (choice, text), row in zip(SAID, table[2:], strict=True):
        assert f'"{choice}","{text}"' in row


def test_taking_back_words_leaves_the_choice_and_the_other_way_round(public_window, question):
    response = factories.unsent(public_window, comments=[])

    def keep(choice, text):
        given = [Given(question, choice, text)]
        keep_answers(response=response, window=public_window, given=given, begun_at=BEGUN, at=BEGUN)
        return factories.given(response)

    assert keep("agree", "So.") == {question: ("agree", "So.")}
    assert keep("agree", "") == {question: ("agree", "")}
    assert keep("", "So.") == {question: ("", "So.")}
    assert keep("", "") == {}


def test_a_comment_on_the_part_is_another_than_one_to_its_question(public_window, question):
    """The same words on the same part are one comment; to a question they are its own."""
    response = factories.unsent(public_window, comments=["The same."], part=question.part)
    factories.answered(response, question, "", "The same.")

    assert len(response.comments_on_parts) == 1
    assert response.answer_count == 1
    assert response.comments.count() == 2
