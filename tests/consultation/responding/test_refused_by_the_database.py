"""What the database refuses by itself, whatever the code above it does."""

import pytest
from django.db import IntegrityError, transaction

from consultation.models import Answer, Response
from consultation.responding.amendment import begin_change
from consultation.responding.submission import submit_response
from tests.conftest import london
from tests.consultation import factories

pytestmark = pytest.mark.django_db

AT = london("2024-04-10T10:00")
STAYS = "can no longer be changed"
FOLLOWS = "A version follows the one sent before it"


@pytest.fixture
def question(consultation):
    return factories.asked(consultation)


# Answers of a response that was sent


@pytest.mark.parametrize(("choice", "words"), [("agree", ""), ("", "Because of the buses.")])
def test_no_answer_is_added_to_a_response_that_was_sent(public_window, question, choice, words):
    sent = factories.sent(public_window)

    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        factories.answered(sent, question, choice, words)


def test_no_answer_of_another_response_is_moved_to_one_that_was_sent(public_window, question):
    sent = factories.sent(public_window)
    factories.answered(factories.unsent(public_window), question, "agree")

    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        Answer.objects.update(response=sent)


def test_an_answer_that_was_sent_is_neither_changed_nor_removed(public_window, question):
    response = factories.complete(public_window)
    factories.answered(response, question, "agree")
    submit_response(response=response, at=AT)

    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        response.answers.update(choice="disagree")
    with pytest.raises(IntegrityError, match=STAYS), transaction.atomic():
        response.answers.all().delete()


def test_no_answer_is_to_a_question_of_another_consultation(public_window, edition):
    elsewhere = factories.asked(factories.prepared(edition))
    response = factories.unsent(public_window)

    with pytest.raises(IntegrityError, match="question of the consultation"), transaction.atomic():
        factories.answered(response, elsewhere, "agree")


# Versions of a response


@pytest.fixture
def sent(public_window):
    return factories.sent(public_window)


def version_after(response, **details):
    """Another version of `response`, right but for `details`."""
    return Response.objects.create(
        **{
            "consultation": response.consultation,
            "window": response.window,
            "replaces": response,
            "version": 2,
            "begun_at": AT,
        }
        | details
    )


def test_a_version_stays_in_its_window(sent, invited_window):
    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        version_after(sent, window=invited_window)


def test_a_version_that_was_begun_is_not_moved_to_another_window(sent, invited_window):
    change = begin_change(response=sent, at=AT)

    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        Response.objects.filter(pk=change.pk).update(window=invited_window)


def test_a_version_stays_in_its_consultation(sent, edition):
    other = factories.prepared(edition)

    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        version_after(sent, consultation=other, window=other.windows.get())


def test_a_version_follows_only_what_was_sent(public_window):
    unsent = factories.unsent(public_window)

    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        version_after(unsent)


@pytest.mark.parametrize("number", [1, 3])
def test_versions_are_counted_one_by_one(sent, number):
    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        version_after(sent, version=number)


def test_a_version_is_sent_under_the_reference_of_the_first(sent):
    change = begin_change(response=sent, at=AT)

    with pytest.raises(IntegrityError, match=FOLLOWS), transaction.atomic():
        Response.objects.filter(pk=change.pk).update(received_at=AT, reference="SDP-2222-2222")
