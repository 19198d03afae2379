"""Answered forms: one for each response, sealed until ten or more are counted together."""

import datetime as dt
import logging

import pytest
from django.db import IntegrityError, transaction

from consultation import equality
from consultation.equality import ballots
from consultation.models import (
    EqualityBallot,
    EqualityCount,
    EqualityForm,
    EqualityOption,
    EqualityQuestion,
)
from sdp_portal import keys
from site_wide.due_work import do_due_work
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.equality.answering import (
    PAGE,
    answers,
    ballot_total,
    hand_in,
    hand_in_some,
    link_on,
    number,
    options_of,
)

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
# The committee's window is the last one: it closes as 23 April ends.
LAST_MOMENT = london("2024-05-01T00:00") - dt.timedelta(microseconds=1)
CLOSED = london("2024-05-01T00:00")


# Counting


@pytest.mark.parametrize(("people", "counted"), [(9, 0), (10, 10), (11, 11), (25, 25)])
def test_answers_are_counted_once_ten_people_or_more_have_given_some(consultation, people, counted):
    female, old = options_of(consultation, "Female", "75 or over")
    hand_in_some(consultation, female, old, people=1)
    hand_in_some(consultation, female, people=people - 1)

    do_due_work(at=AT)

    assert number(female) == counted
    assert number(old) == (1 if counted else 0)
    assert ballot_total() == people - counted


def test_what_is_left_waits_for_others(consultation):
    female, male = consultation.equality_questions.first().options.all()[:2]
    hand_in_some(consultation, female, people=10)
    do_due_work(at=AT)
    hand_in_some(consultation, male, people=4)
    do_due_work(at=AT)
    assert (number(female), number(male)) == (10, 0)
    hand_in_some(consultation, female, people=6)

    do_due_work(at=AT)

    assert (number(female), number(male)) == (16, 4)
    assert ballot_total() == 0


def test_each_consultation_waits_for_ten_of_its_own(consultation, edition):
    other = factories.prepared(edition)
    equality.ask_the_usual(consultation=other)
    for each in (consultation, other):
        hand_in_some(each, *options_of(each, "Female"), people=5)

    do_due_work(at=AT)

    assert ballot_total() == 10
    assert not EqualityCount.objects.exists()


def test_the_same_form_counts_once(consultation):
    [female] = options_of(consultation, "Female")

    for _ in range(2):
        hand_in(consultation, female, mark="the same")

    assert ballot_total() == 1
    assert EqualityForm.objects.count() == 1


def test_nothing_is_kept_that_leads_to_a_response():
    kept = {
        model: {field.name for field in model._meta.get_fields()}
        for model in (EqualityBallot, EqualityCount, EqualityForm)
    }

    assert kept == {
        EqualityBallot: {"id", "consultation", "sealed"},
        EqualityCount: {"option", "number"},
        EqualityForm: {"nonce", "consultation"},
    }


def test_ballots_show_neither_what_nor_how_much_was_answered(consultation):
    hand_in(consultation, *options_of(consultation, "Female"), mark="a")
    every = [question.options.last() for question in consultation.equality_questions.all()]
    hand_in(consultation, *every, mark="b")

    sealed = EqualityBallot.objects.values_list("sealed", flat=True)
    assert len({len(each) for each in sealed}) == 1
    assert len({each[:12] for each in sealed}) == 1  # where a moment would stand
    assert len(set(sealed)) == 2


def test_a_ballot_that_no_key_opens_stays_and_holds_nobody_up(consultation, caplog):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=11)
    lost = EqualityBallot.objects.first()
    EqualityBallot.objects.filter(pk=lost.pk).update(sealed="sealed with a key that is lost")

    do_due_work(at=AT)

    assert number(female) == 10
    assert EqualityBallot.objects.get() == lost
    assert "An equality ballot of draft-strategy-2024-29 cannot be counted" in caplog.text


def test_with_the_lost_key_back_it_is_counted(consultation, settings, tmp_path, caplog):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=10)
    with_its_keys, settings.PORTAL_KEYS = settings.PORTAL_KEYS, tmp_path / "others"

    do_due_work(at=AT)
    assert (number(female), ballot_total()) == (0, 10)
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    settings.PORTAL_KEYS = with_its_keys
    do_due_work(at=AT)

    assert (number(female), ballot_total()) == (10, 0)


@pytest.mark.parametrize(
    ("at", "ballots_left", "forms_left"), [(LAST_MOMENT, 9, 19), (CLOSED, 0, 0)]
)
def test_when_the_form_is_closed_fewer_than_ten_are_thrown_away(
    consultation, at, ballots_left, forms_left
):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=10)
    do_due_work(at=AT)
    hand_in_some(consultation, female, people=9)

    do_due_work(at=at)

    assert number(female) == 10
    assert (ballot_total(), EqualityForm.objects.count()) == (ballots_left, forms_left)


def test_the_last_ten_are_counted_when_the_form_is_closed(consultation):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=10)

    do_due_work(at=CLOSED)

    assert (number(female), ballot_total()) == (10, 0)


@pytest.mark.parametrize("people", [1, 10], ids=["sealed", "counted"])
def test_answered_questions_keep_their_words_and_choices(consultation, people):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=people)
    do_due_work(at=AT)
    question, other = female.question, female.question.options.get(label="Male")

    for change in (
        lambda: EqualityQuestion.objects.filter(pk=question.pk).update(wording="Else?"),
        lambda: EqualityOption.objects.filter(pk=female.pk).update(label="Else"),
        other.delete,
        lambda: question.options.create(label="New"),
        lambda: consultation.equality_questions.create(wording="New?"),
        consultation.equality_questions.last().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    EqualityQuestion.objects.filter(pk=question.pk).update(position=9)


def test_what_was_counted_stays(consultation):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=10)
    do_due_work(at=AT)

    for change in (
        lambda: EqualityCount.objects.update(number=0),
        lambda: EqualityCount.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# One form for one response


def test_one_response_has_one_form_however_often_its_receipt_is_opened(
    person, consultation, public_window, set_clock
):
    female, male = consultation.equality_questions.first().options.all()[:2]
    sent = factories.sent(public_window)
    opened_before = answers(person.get(link_on(person, sent)), male)
    person.post(PAGE, answers(person.get(link_on(person, sent)), female))
    set_clock("2024-04-22T10:00")  # more than a week later
    do_due_work(at=london("2024-04-22T10:00"))

    again = person.get(link_on(person, sent))
    person.post(PAGE, opened_before)

    assert "form" not in again.context
    assert "You can answer these questions once" in " ".join(again.content.decode().split())
    assert ballot_total() == 1


def test_all_versions_of_a_response_have_one_form(person, consultation, public_window):
    [female] = options_of(consultation, "Female")
    first = factories.sent(public_window)
    person.post(PAGE, answers(person.get(link_on(person, first)), female))
    factories.sent(public_window, replaces=first, version=2)

    assert "form" not in person.get(link_on(person, first)).context
    assert ballot_total() == 1


def test_a_form_stays_used_when_a_new_key_comes(person, consultation, public_window, key_file):
    [female] = options_of(consultation, "Female")
    early, late = factories.sent(public_window), factories.sent(public_window)
    person.post(PAGE, answers(person.get(link_on(person, early)), female))
    opened_before = answers(person.get(link_on(person, late)), female)
    key_file.write_text(f"{keys.new_key()}\n{key_file.read_text()}")
    keys.forget_keys()

    assert "form" not in person.get(link_on(person, early)).context
    person.post(PAGE, answers(person.get(link_on(person, late)), female))
    person.post(PAGE, opened_before)

    assert ballot_total() == 2


@pytest.mark.parametrize("moment", [AT, CLOSED])
def test_without_the_right_keys_no_answer_is_counted_or_thrown_away(
    consultation, settings, tmp_path, moment
):
    [female] = options_of(consultation, "Female")
    hand_in_some(consultation, female, people=12)
    right = settings.PORTAL_KEYS
    settings.PORTAL_KEYS = tmp_path / "missing"
    keys.forget_keys()

    do_due_work(at=moment)

    waiting = ballot_total()
    settings.PORTAL_KEYS = right
    keys.forget_keys()
    do_due_work(at=moment)
    assert waiting == 12
    assert (number(female), ballot_total()) == (12, 0)


@pytest.fixture
def key_file(settings, tmp_path):
    settings.PORTAL_KEYS = tmp_path / "keys"
    settings.PORTAL_KEYS.write_text(keys.new_key())
    yield settings.PORTAL_KEYS
    keys.forget_keys()


def test_whoever_has_sent_nothing_is_told_where_the_questions_are(person):
    page = person.get(PAGE)

    assert page.status_code == 200
    assert "Send your response first" in page.content.decode()
    assert "form" not in page.context


@pytest.mark.parametrize("ticket", ["", "made up", "x" * 10_001, "a\0b", "a:b:c", "’“–🙂"])
def test_a_ticket_that_is_not_ours_opens_nothing(person, ticket):
    assert "form" not in person.get(PAGE, {"form": ticket}).context


def test_a_ticket_of_another_consultation_opens_nothing(person, edition):
    other = factories.prepared(edition)

    assert "form" not in person.get(PAGE, {"form": ballots.ticket_for_paper(other)}).context
