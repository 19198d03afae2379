"""One officer takes published words down at once; a second one confirms it."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from consideration.reviewing.redacting import redact
from consideration.reviewing.withholding import withhold
from outcome.models import TakeDownConfirmation
from outcome.taken_down.take_downs import (
    NotConfirmableError,
    confirm,
    number_to_confirm,
    take_downs,
)
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.published import PUBLISHED_AT, RESPONSES
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

LATER = PUBLISHED_AT + dt.timedelta(hours=2)
WORDS = "Ask Dave Jones – he “knows”."
FOUND_OUT = "One neighbour, told by telephone – “all fine” 🙂."


@pytest.fixture
def comment(public_window):
    return factories.sent(public_window, comments=[WORDS]).comments.get()


@pytest.fixture
def ann(make_officer):
    return make_officer("ann", "Consultation officer", first_name="Ann", last_name="Sample")


@pytest.fixture
def taken_down(comment, publish, ann, set_clock):
    publish()
    set_clock("2024-05-01T13:00")
    [redaction] = redact(comment=comment, passages=[(4, 14)], reason="identifies", by=ann, at=LATER)
    return redaction


def page_of(consultation):
    return f"/admin/consultation/consultation/{consultation.pk}/taken-down/"


def test_it_is_gone_at_once_everywhere(client, taken_down):
    for address in (RESPONSES, f"{RESPONSES[:-1]}.csv", f"{RESPONSES}?words=knows"):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Dave" not in body
        assert b"[redacted: it could identify somebody]" in body


def test_only_what_was_public_then_was_taken_down(consultation, comment, publish, ann):
    redact(comment=comment, passages=[(0, 3)], reason="identifies", by=ann, at=london("2024-04-20"))
    publish()
    assert take_downs(consultation) == []

    withhold(comment=comment, reason="unlawful", by=ann, at=LATER)

    [found] = take_downs(consultation)
    assert (found.number, found.by, found.public_since) == (1, ann, PUBLISHED_AT)
    assert found.tell_until == LATER + dt.timedelta(hours=72)


def test_a_second_officer_confirms_and_notes_what_came_of_it(signed_in, consultation, taken_down):
    officer = signed_in("Consultation officer")
    typed = {"take_down": f"redaction-{taken_down.pk}", "record": FOUND_OUT}

    page = Page(officer.post(page_of(consultation), typed, follow=True))

    assert "Confirmed that words of comment 1 were taken down." in page.text
    assert FOUND_OUT in page.text
    assert number_to_confirm(consultation) == 0


def test_whoever_took_it_down_does_not_confirm_it(client, ann, consultation, taken_down):
    client.force_login(ann)
    typed = {"take_down": f"redaction-{taken_down.pk}", "record": FOUND_OUT}

    page = Page(client.post(page_of(consultation), typed, follow=True))

    assert "You took it down yourself." in page.text
    assert "Confirm it" not in page.text
    assert not TakeDownConfirmation.objects.exists()


def test_it_is_confirmed_once(consultation, taken_down):
    [found] = take_downs(consultation)
    confirm(take_down=found, record="Told.", by=factories.officer(), at=LATER)

    [again] = take_downs(consultation)
    with pytest.raises(NotConfirmableError, match="meanwhile"):
        confirm(take_down=again, record="Told.", by=factories.officer(), at=LATER)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"record": ""}, "Say who could be told from the words"),
        ({"record": "’" * 2001}, "2,000 characters or fewer"),
        ({"take_down": "redaction-0"}, "not among what was taken down"),
        ({"take_down": "\0"}, "not among what was taken down"),
    ],
)
def test_what_is_wrong_is_said(signed_in, consultation, taken_down, typed, told):
    typed = {"take_down": f"redaction-{taken_down.pk}", "record": FOUND_OUT} | typed

    answer = signed_in("Consultation officer").post(page_of(consultation), typed, follow=True)

    assert told in answer.content.decode()
    assert not TakeDownConfirmation.objects.exists()


def test_the_first_screen_says_so_until_it_is_confirmed(signed_in, consultation, taken_down):
    officer = signed_in("Consultation officer")
    assert page_of(consultation) in Page(officer.get("/admin/")).links

    [found] = take_downs(consultation)
    confirm(take_down=found, record="Told.", by=officer.officer, at=LATER)

    assert page_of(consultation) not in Page(officer.get("/admin/")).links


def test_an_analyst_reads_and_does_not_confirm(signed_in, consultation, taken_down):
    analyst = signed_in("Analyst")

    assert "Another officer has to confirm it." in Page(analyst.get(page_of(consultation))).text
    assert analyst.post(page_of(consultation), {}).status_code == 403


@pytest.mark.parametrize("verb", ["UPDATE {} SET record = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_record_cannot_be_changed(consultation, taken_down, verb):
    [found] = take_downs(consultation)
    confirm(take_down=found, record="Told.", by=factories.officer(), at=LATER)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(verb.format("outcome_takedownconfirmation"))


def test_it_costs_the_same_queries_for_one_and_for_ten(
    signed_in, consultation, comment, taken_down, ann
):
    officer = signed_in("Consultation officer")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            officer.get(page_of(consultation))
        return len(queries)

    cost()
    few = cost()
    for end in range(5, 13):
        redact(comment=comment, passages=[(4, end)], reason="identifies", by=ann, at=LATER)

    assert cost() == few
