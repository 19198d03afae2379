"""No session opens what the database refuses, whatever it puts before our tables."""

import pytest
from django.db import IntegrityError, connection, transaction

from consultation.models import Comment
from tests.consultation import factories

pytestmark = pytest.mark.django_db


def sql(statement, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def refused(statement, *parameters):
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(statement, *parameters)


def test_every_function_of_a_trigger_sees_our_tables_alone():
    settings = sql(
        "SELECT DISTINCT p.proname, array_to_string(p.proconfig, ' ') FROM pg_trigger t "
        "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
    )

    assert len(settings) > 15
    assert [name for name, given in settings if not (given or "").endswith("public, pg_temp")] == []


def test_a_temporary_table_does_not_open_what_was_sent(public_window):
    comment = factories.sent(public_window).comments.get()
    sql("CREATE TEMPORARY TABLE consultation_response (LIKE public.consultation_response)")

    refused("UPDATE consultation_comment SET text = 'Never said.' WHERE id = %s", comment.pk)
    refused(
        "INSERT INTO consultation_comment (response_id, text, written_at) VALUES (%s, 'x', now())",
        comment.response_id,
    )

    sql("DROP TABLE pg_temp.consultation_response")
    assert Comment.objects.get(pk=comment.pk).text == comment.text


def test_a_temporary_table_does_not_open_what_was_published(edition):
    part = edition.parts.first()
    sql("CREATE TEMPORARY TABLE strategy_edition (LIKE public.strategy_edition)")

    refused("UPDATE strategy_part SET title = 'Another' WHERE id = %s", part.pk)
    refused("DELETE FROM strategy_part WHERE id = %s", part.pk)


def test_a_function_of_the_sessions_own_schema_is_not_asked(public_window):
    response = factories.sent(public_window)
    sql("CREATE SCHEMA evil")
    sql(
        "CREATE FUNCTION evil.to_jsonb(consultation_response) RETURNS jsonb LANGUAGE sql "
        "AS $$ SELECT '{}'::jsonb $$"
    )
    sql("SET LOCAL search_path = evil, pg_catalog, public")

    refused("UPDATE consultation_response SET name = 'Another' WHERE id = %s", response.pk)


def test_words_cannot_wait_for_a_response_that_is_yet_to_come(public_window):
    refused(
        "INSERT INTO consultation_comment (response_id, text, written_at) "
        "VALUES (999999999, 'x', now())"
    )


def test_a_response_stays_in_its_consultation(public_window, edition):
    response = factories.unsent(public_window)
    other = factories.prepared(edition)

    refused(
        "UPDATE consultation_response SET consultation_id = %s, window_id = %s WHERE id = %s",
        other.pk,
        other.windows.get().pk,
        response.pk,
    )


def test_a_question_does_not_move_into_a_consultation_that_people_have_answered(
    consultation, public_window, edition
):
    elsewhere = factories.asked(factories.prepared(edition))
    factories.sent(public_window)

    refused(
        "UPDATE consultation_question SET consultation_id = %s WHERE id = %s",
        consultation.pk,
        elsewhere.pk,
    )


def test_flags_cannot_be_emptied():
    sql("SET CONSTRAINTS ALL IMMEDIATE")

    refused("TRUNCATE consultation_flag")


def test_a_choice_and_its_words_removed_at_once_are_one_answer_less(consultation, public_window):
    example = factories.complete(public_window, is_sample=True)
    for number in range(2):
        question = factories.asked(consultation, f"How far, {number}?")
        factories.answered(example, question, "agree", "Because.")
    factories.submit_response(response=example, at=factories.BEGUN)
    counts = "SELECT sum(comments), sum(answers) FROM consultation_runningcount"

    sql(
        "WITH gone AS (DELETE FROM consultation_answer WHERE question_id = %s) "
        "DELETE FROM consultation_comment WHERE question_id = %s",
        question.pk,
        question.pk,
    )

    assert sql(counts) == [(1, 1)]
    sql("SELECT count_all_anew()")
    assert sql(counts) == [(1, 1)]
