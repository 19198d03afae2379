import datetime as dt
import itertools
import re
import secrets

import pytest
from django.db import IntegrityError, connection, transaction

from consultation.models import Comment, Response
from consultation.responding.submission import (
    ChangedError,
    IncompleteError,
    WindowClosedError,
    submit_response,
)
from tests.conftest import london
from tests.consultation import factories

AT = london("2024-04-10T10:00:31.5")
CLOSES = london("2024-04-15T00:00")
MICROSECOND = dt.timedelta(microseconds=1)


def test_a_sent_response_has_a_reference_and_the_moment_of_its_arrival(public_window):
    response = submit_response(response=factories.complete(public_window), at=AT)

    response.refresh_from_db()
    assert re.fullmatch(r"SDP-[2-9B-Z]{4}-[2-9B-Z]{4}", response.reference)
    assert response.received_at == AT
    assert not response.is_late


def test_sending_again_gives_the_same_response(public_window):
    response = factories.complete(public_window)
    first = submit_response(response=response, at=AT)

    second = submit_response(response=response, at=AT + dt.timedelta(minutes=1))

    assert second.pk == first.pk
    assert second.reference == first.reference
    assert second.received_at == AT
    assert Response.objects.count() == 1


def test_nothing_else_is_sent_than_what_was_seen(public_window):
    response = factories.complete(public_window)
    seen = response.fingerprint()
    Comment.objects.create(response=response, text="From another tab.", written_at=AT)

    with pytest.raises(ChangedError):
        submit_response(response=response, at=AT, seen=seen)

    response = Response.objects.get()
    assert not response.is_sent
    assert submit_response(response=response, at=AT, seen=response.fingerprint()).is_sent


def test_sending_again_after_closing_gives_the_same_response(public_window):
    first = submit_response(response=factories.complete(public_window), at=AT)

    second = submit_response(response=first, at=CLOSES + dt.timedelta(days=9))

    assert second.received_at == AT


@pytest.mark.parametrize(
    ("at", "late"), [(CLOSES - MICROSECOND, False), (CLOSES, True), (CLOSES + MICROSECOND, True)]
)
def test_a_response_begun_before_closing_is_accepted_and_marked_if_late(public_window, at, late):
    response = submit_response(response=factories.complete(public_window), at=at)

    assert response.is_late is late


@pytest.mark.parametrize(
    "at", [CLOSES + dt.timedelta(minutes=15), CLOSES + dt.timedelta(minutes=15) + MICROSECOND]
)
def test_a_closed_window_refuses_a_late_response_and_changes_nothing(public_window, at):
    response = factories.complete(public_window)

    with pytest.raises(WindowClosedError):
        submit_response(response=response, at=at)

    response.refresh_from_db()
    assert not response.is_sent
    assert response.comments.count() == 1


def test_a_response_without_comments_cannot_be_sent(public_window):
    with pytest.raises(IncompleteError):
        submit_response(response=factories.complete(public_window, comments=()), at=AT)


def test_a_response_that_does_not_say_who_responds_cannot_be_sent(public_window):
    with pytest.raises(IncompleteError):
        submit_response(response=factories.unsent(public_window), at=AT)


def letters_of(reference):
    return reference.removeprefix("SDP-").replace("-", "")


def test_a_reference_that_is_taken_is_drawn_again(public_window, monkeypatch):
    taken = letters_of(factories.sent(public_window).reference)
    drawn = iter([*taken, *taken, *"7F3K92QD"])
    monkeypatch.setattr(secrets, "choice", lambda letters: next(drawn))

    response = submit_response(response=factories.complete(public_window), at=AT)

    assert response.reference == "SDP-7F3K-92QD"


def test_references_that_are_always_taken_end_in_an_error_not_in_a_second_owner(
    public_window, monkeypatch
):
    drawn = itertools.cycle(letters_of(factories.sent(public_window).reference))
    monkeypatch.setattr(secrets, "choice", lambda letters: next(drawn))

    with pytest.raises(IntegrityError), transaction.atomic():
        submit_response(response=factories.complete(public_window), at=AT)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consultation_response SET name = 'x' WHERE id = %s",
        "UPDATE consultation_response SET received_at = NULL, reference = NULL WHERE id = %s",
        "UPDATE consultation_comment SET text = 'x' WHERE response_id = %s",
        "DELETE FROM consultation_comment WHERE response_id = %s",
        "DELETE FROM consultation_response WHERE id = %s",
        "INSERT INTO consultation_comment (response_id, text, written_at) VALUES (%s, 'x', now())",
    ],
)
def test_what_was_sent_cannot_be_changed_even_by_sql(public_window, statement):
    response = factories.sent(public_window)

    with (
        pytest.raises(IntegrityError, match="can no longer be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [response.pk])


@pytest.mark.parametrize("table", ["consultation_comment", "consultation_response"])
def test_the_tables_of_responses_cannot_be_emptied(db, table):
    with (
        pytest.raises(IntegrityError, match="cannot be emptied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_example_responses_can_be_removed_but_not_changed(public_window):
    sample = factories.sent(public_window, is_sample=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        sample.comments.update(text="x")
    sample.delete()

    assert not Response.objects.exists()


def test_a_comment_cannot_be_about_a_part_of_another_edition(public_window, edition):
    other = type(edition).objects.create(strategy=edition.strategy, slug="next", title="Next")
    part = other.parts.create(position=1, kind="section", key="x", title="X", address="#x")

    with pytest.raises(IntegrityError, match="edition that is consulted on"), transaction.atomic():
        factories.unsent(public_window, part=part)


@pytest.mark.parametrize("text", ["", " ", "\n\t \n"])
def test_a_comment_that_says_nothing_is_refused_by_the_database(public_window, text):
    with pytest.raises(IntegrityError, match="comment_says_something"), transaction.atomic():
        factories.unsent(public_window, comments=[text])


def test_a_comment_that_is_too_long_is_refused_by_the_database(public_window):
    factories.unsent(public_window, comments=["x" * 10_000])

    with pytest.raises(IntegrityError, match="at_most_10000"), transaction.atomic():
        factories.unsent(public_window, comments=["x" * 10_001])


@pytest.mark.parametrize(
    ("details", "constraint"),
    [
        ({"respondent_kind": "organisation"}, "response_organisation_has_a_name"),
        ({"publication": "with-name"}, "response_with_name_has_a_name"),
        ({"reference": "SDP-7F3K-92QD"}, "response_sent_has_reference"),
        ({"received_at": AT}, "response_sent_has_reference"),
        ({"received_at": AT, "reference": "SDP-OOPS-0000"}, "response_"),
    ],
)
def test_a_response_that_contradicts_itself_is_refused_by_the_database(
    public_window, details, constraint
):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        factories.unsent(public_window, **details)


def test_a_window_of_another_consultation_is_refused_by_the_database(public_window, edition):
    of_another = factories.prepared(edition).windows.get()
    response = factories.unsent(public_window)

    Response.objects.filter(pk=response.pk).update(window=of_another)

    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_words_are_kept_to_the_letter(public_window):
    words = "  “Naïve” <b>&amp; 'quotes'</b>\n\n\u202e\u05e1\u05d5\u05e3 👮🏽‍♀️\t"
    response = factories.sent(public_window, comments=[words])

    assert Comment.objects.get(response=response).text == words
