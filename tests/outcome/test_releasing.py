"""Which comments are published, under which numbers, and with which figures."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from consideration.models import Withholding
from consideration.reviewing.withholding import show_again, withhold
from consultation.models import Flag
from consultation.responding.amendment import begin_change, withdraw
from consultation.responding.submission import submit_response
from outcome.models import AgreementFigure, PublishedComment, ReceivedFigure, Release
from outcome.responses.releasing import (
    NotPublishableError,
    standings,
    why_not_publish,
)
from tests.conftest import london
from tests.consideration.reviewing import review, review_all
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish

pytestmark = pytest.mark.django_db

ALL_CLOSED = london("2024-04-24T00:15")  # the end of the committee's grace period
MOMENT = dt.timedelta(microseconds=1)


def publish(consultation, *, at=ALL_CLOSED, seen=None):
    by = factories.officer()
    return review_and_publish(consultation=consultation, seen=seen, by=by, at=at)


def flag(response):
    return Flag.objects.create(
        response=response, kind=Flag.Kind.LINKS, raised_at=response.received_at
    )


def texts(consultation):
    published = consultation.published_comments.select_related("comment").in_order()
    return [(row.number, row.comment.text) for row in published]


@pytest.mark.parametrize(
    ("at", "may"),
    [
        ("2024-03-01T00:00", False),
        ("2024-04-15T12:00", False),  # the committee has not begun
        ("2024-04-24T00:00", False),
        ("2024-04-24T00:14:59.999999", False),
        ("2024-04-24T00:15", True),
    ],
)
def test_only_once_every_window_and_its_grace_period_have_ended(consultation, at, may):
    assert (why_not_publish(consultation, at=london(at)) == "") is may
    if not may:
        with pytest.raises(NotPublishableError):
            publish(consultation, at=london(at))


def test_a_consultation_that_is_not_live_publishes_nothing(edition):
    prepared = factories.prepared(edition)

    with pytest.raises(NotPublishableError):
        publish(prepared, at=london("2025-01-01T00:00"))


def test_comments_are_numbered_in_the_order_in_which_their_responses_came(
    consultation, public_window
):
    later = factories.BEGUN + dt.timedelta(hours=5)
    factories.sent(public_window, comments=["Came second."], at=later)
    factories.sent(public_window, comments=["Came first.", "And this with it."])

    publish(consultation)

    assert texts(consultation) == [
        (1, "Came first."),
        (2, "And this with it."),
        (3, "Came second."),
    ]


def test_an_answer_is_published_with_its_words_and_not_without(consultation, public_window):
    question = factories.asked(consultation)
    other = factories.asked(consultation, "And with the goals?")
    response = factories.complete(public_window, comments=["A comment."])
    factories.answered(response, question, "disagree", "Because of the buses.")
    factories.answered(response, other, "agree", "  ")
    submit_response(response=response, at=factories.BEGUN)

    publish(consultation)

    comment, answer = consultation.published_comments.in_order()
    assert (comment.choice, comment.comment.question) == ("", None)
    assert answer.comment.question == question
    assert (answer.choice, answer.comment.text) == ("disagree", "Because of the buses.")


def test_what_lists_are_filtered_by_is_said_of_each(consultation, public_window, edition):
    part = edition.parts.get(key="hate-crime")
    factories.sent(public_window, part=part, respondent_kind="organisation", organisation="Hall")
    factories.sent(public_window)

    publish(consultation)

    of_part, of_whole = consultation.published_comments.in_order()
    assert (of_part.place, of_part.respondent_kind) == (part.position, "organisation")
    assert (of_whole.place, of_whole.respondent_kind) == (0, "resident")


def test_not_what_the_sender_keeps_back_nor_what_waits_nor_what_does_not_count(
    consultation, public_window
):
    factories.sent(public_window, comments=["Kept back."], publication="nothing")
    flag(factories.sent(public_window, comments=["Waits for review."]))
    withdraw(
        response=factories.sent(public_window, comments=["Withdrawn."]),
        by=factories.officer(),
        reason="They asked.",
        at=ALL_CLOSED,
    )
    factories.complete(public_window, comments=["Never sent."])
    factories.sent(public_window, comments=["Public."])

    publish(consultation)

    assert texts(consultation) == [(1, "Public.")]


def test_of_a_changed_response_the_last_version_is_published(consultation, public_window):
    first = factories.sent(public_window, comments=["As I put it first."])
    change = begin_change(response=first, at=factories.BEGUN)
    change.comments.update(text="As I put it then.")
    submit_response(response=change, at=factories.BEGUN + dt.timedelta(hours=2))

    publish(consultation)

    assert texts(consultation) == [(1, "As I put it then.")]


def test_the_figures_add_up(consultation, public_window, invited_window):
    question = factories.asked(consultation)
    for publication, choice, text in [
        ("nothing", "agree", ""),
        ("nothing", "agree", "Kept back."),
        ("without-name", "disagree", ""),
        ("without-name", "dont-know", "Public."),
    ]:
        response = factories.complete(public_window, publication=publication, comments=[])
        factories.answered(response, question, choice, text)
        submit_response(response=response, at=factories.BEGUN)
    flag(factories.sent(public_window, comments=["One.", "Two."]))
    invitation = factories.invited(invited_window)
    factories.sent(invited_window, invitation=invitation, at=invited_window.opens_at)
    withdraw(
        response=factories.sent(public_window),
        by=factories.officer(),
        reason="They asked.",
        at=ALL_CLOSED,
    )

    release = publish(consultation)

    assert (release.received, release.withdrawn) == (6, 1)
    assert (release.published_responses, release.published_comments) == (2, 2)
    assert (release.unwanted_responses, release.unwanted_comments) == (1, 1)
    assert (release.waiting_responses, release.waiting_comments) == (1, 2)
    assert release.wordless_responses == 2
    assert set(release.received_figures.values_list("window", "channel", "number")) == {
        (public_window.pk, "web", 5),
        (invited_window.pk, "web", 1),
    }
    # Everybody who answered is counted, whether or not their words are published.
    assert set(release.agreement_figures.values_list("question", "choice", "number")) == {
        (question.pk, "agree", 2),
        (question.pk, "disagree", 1),
        (question.pk, "dont-know", 1),
    }


def test_what_would_happen_is_what_happens(consultation, public_window):
    factories.sent(public_window, publication="nothing")
    flag(factories.sent(public_window, comments=["One.", "Two."]))
    factories.sent(public_window)
    review_all(consultation, by=factories.officer(), at=ALL_CLOSED)

    foreseen = standings(consultation)
    release = publish(consultation)

    assert foreseen["published"].comments == release.published_comments == 1
    assert foreseen["unwanted"].comments == release.unwanted_comments == 1
    assert foreseen["waiting"].comments == release.waiting_comments == 2


def test_publishing_with_nothing_to_publish_says_so(consultation):
    release = publish(consultation)

    assert (release.received, release.added, release.last_number) == (0, 0, 0)


def test_publishing_again_adds_what_has_been_reviewed_and_goes_on_numbering(
    consultation, public_window
):
    waits = factories.sent(public_window, comments=["Reviewed later."])
    flag(waits)
    factories.sent(public_window, comments=["Public at once."])
    first = publish(consultation)
    review(response=waits, by=factories.officer(), at=ALL_CLOSED)

    second = publish(consultation, seen=first, at=ALL_CLOSED + dt.timedelta(days=1))

    assert texts(consultation) == [(1, "Public at once."), (2, "Reviewed later.")]
    assert (first.last_number, second.last_number, second.added) == (1, 2, 1)
    assert (first.waiting_comments, second.waiting_comments) == (1, 0)
    assert second.published_comments == 2


def test_a_second_click_publishes_nothing(consultation, public_window):
    factories.sent(public_window)
    publish(consultation)

    with pytest.raises(NotPublishableError):
        publish(consultation)

    assert Release.objects.count() == PublishedComment.objects.count() == 1


def test_what_is_withheld_has_a_number_and_keeps_its_words(consultation, public_window):
    comment = factories.sent(public_window, comments=["Names a neighbour."]).comments.get()
    withhold(comment=comment, reason="identifies", by=factories.officer(), at=factories.BEGUN)

    publish(consultation)

    assert texts(consultation) == [(1, "Names a neighbour.")]


def test_withholding_twice_is_once_and_its_history_stays(consultation, public_window):
    comment = factories.sent(public_window).comments.get()
    by, at = factories.officer(), factories.BEGUN
    first = withhold(comment=comment, reason="identifies", note="Line 3.", by=by, at=at)

    assert withhold(comment=comment, reason="unlawful", by=by, at=at) == first
    show_again(comment=comment, by=by, at=at)
    assert show_again(comment=comment, by=by, at=at) is None
    withhold(comment=comment, reason="confidential", by=by, at=at)

    history = comment.withholdings.values_list("reason", "lifted_by")
    assert list(history) == [("identifies", by.pk), ("confidential", None)]


def test_what_has_not_been_sent_cannot_be_withheld(public_window):
    comment = factories.unsent(public_window).comments.get()

    with pytest.raises(ValueError, match="sent"):
        withhold(comment=comment, reason="identifies", by=factories.officer(), at=factories.BEGUN)


class TestFrozen:
    @pytest.fixture
    def release(self, consultation, public_window):
        question = factories.asked(consultation)
        response = factories.complete(public_window)
        factories.answered(response, question)
        submit_response(response=response, at=factories.BEGUN)
        return publish(consultation)

    @pytest.mark.parametrize("model", [Release, ReceivedFigure, AgreementFigure, PublishedComment])
    def test_nothing_that_was_published_can_change_or_go(self, release, model):
        field = {Release: "received", PublishedComment: "place"}.get(model, "number")
        rows = model.objects.all()
        for act in (lambda: rows._raw_delete("default"), lambda: rows.update(**{field: 7})):
            with pytest.raises(IntegrityError, match="can no longer be changed"):
                in_a_savepoint(act)

    @pytest.mark.parametrize("model", [Release, PublishedComment, Withholding])
    def test_no_table_can_be_emptied(self, release, model):
        sql("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits any more that would refuse it as well

        with pytest.raises(IntegrityError, match="cannot be emptied"):
            in_a_savepoint(lambda: sql(f"TRUNCATE {model._meta.db_table} CASCADE"))

    def test_that_something_was_withheld_stays_on_the_record(self, release, public_window):
        comment = PublishedComment.objects.get().comment
        by, at = factories.officer(), factories.BEGUN
        withholding = withhold(comment=comment, reason="identifies", by=by, at=at)
        everything = Withholding.objects.filter(pk=withholding.pk)
        acts = [everything.delete, lambda: everything.update(reason="unlawful")]
        for act in acts:
            with pytest.raises(IntegrityError, match="stays on the record"):
                in_a_savepoint(act)
        show_again(comment=comment, by=by, at=at)

        with pytest.raises(IntegrityError, match="stays on the record"):
            in_a_savepoint(lambda: everything.update(lifted_at=None, lifted_by=None))


def in_a_savepoint(act):
    with transaction.atomic():
        act()


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
