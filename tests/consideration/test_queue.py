"""Several officers review the responses at once, one response after the other."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from consideration.models import Claim, Review
from consideration.reviewing.queue import (
    CLAIM_LASTS,
    a_working_day_before,
    claim,
    open_elsewhere,
    open_next,
    progress,
)
from consideration.reviewing.redacting import lift, redact
from consideration.reviewing.review import (
    NoLongerCountsError,
    StaleError,
    decide,
    publishable,
    steps_of,
    to_review,
)
from consideration.reviewing.safeguarding import safeguard
from consideration.reviewing.withholding import show_again, withhold
from consultation.models import Response
from consultation.responding.amendment import withdraw
from tests.conftest import london
from tests.consideration.reviewing import review
from tests.consultation import factories
from tests.consultation.factories import BEGUN

pytestmark = pytest.mark.django_db

AT = BEGUN + dt.timedelta(hours=5)


@pytest.fixture
def three(public_window):
    return [
        factories.sent(public_window, at=BEGUN + dt.timedelta(minutes=n), comments=["One.", "Two."])
        for n in range(3)
    ]


@pytest.fixture
def jo():
    return factories.officer()


@pytest.fixture
def sam(make_officer):
    return make_officer("sam", "Consultation officer")


def decided(response, by, seen=0, note=""):
    return decide(response=response, seen=seen, note=note, by=by, at=AT)


def test_responses_open_in_the_order_in_which_they_came(consultation, three, jo):
    first, second, third = three

    assert open_next(consultation=consultation, by=jo, at=AT) == first
    decided(first, jo)
    assert open_next(consultation=consultation, by=jo, at=AT) == second
    assert open_next(consultation=consultation, by=jo, at=AT, after=second) == third
    assert open_next(consultation=consultation, by=jo, at=AT, after=third) == second


def test_what_one_officer_has_open_is_not_handed_to_another(consultation, three, jo, sam):
    first, second, third = three

    assert open_next(consultation=consultation, by=jo, at=AT) == first
    assert open_next(consultation=consultation, by=sam, at=AT) == second
    assert open_elsewhere(second, by=jo, at=AT).officer == sam
    assert open_elsewhere(second, by=sam, at=AT) is None
    decided(third, jo)
    assert open_next(consultation=consultation, by=jo, at=AT) == first  # nothing else is free


def test_a_claim_ends_by_itself(consultation, three, jo, sam):
    open_next(consultation=consultation, by=jo, at=AT)
    moment = dt.timedelta(microseconds=1)

    assert open_next(consultation=consultation, by=sam, at=AT + CLAIM_LASTS - moment) == three[1]
    assert open_next(consultation=consultation, by=sam, at=AT + CLAIM_LASTS) == three[0]


def test_an_officer_has_one_response_open(consultation, three, jo):
    open_next(consultation=consultation, by=jo, at=AT)
    open_next(consultation=consultation, by=jo, at=AT, after=three[0])

    assert Claim.objects.get().response == three[1]


def test_with_nothing_left_nothing_opens(consultation, three, jo, sam):
    for response in three:
        decided(response, jo)

    assert open_next(consultation=consultation, by=sam, at=AT) is None


def test_what_needs_no_review_is_not_in_the_queue(consultation, public_window, jo):
    question = factories.asked(consultation)
    choices = factories.complete(public_window, comments=[])
    factories.answered(choices, question)
    factories.given(choices)
    withdraw(response=factories.sent(public_window), by=jo, reason="Asked.", at=AT)
    factories.unsent(public_window)

    assert open_next(consultation=consultation, by=jo, at=AT) is None
    assert progress(consultation).total == 0


def test_what_its_sender_keeps_back_is_read_too_and_never_published(public_window, jo):
    kept = factories.sent(public_window, publication="nothing")

    assert to_review(Response.objects).get() == kept
    assert decided(kept, jo).decision == Review.Decision.UNWANTED
    assert not publishable(Response.objects).exists()


def test_progress_counts_what_was_reviewed(consultation, three, jo):
    decided(three[1], jo)

    done = progress(consultation)

    assert (done.reviewed, done.total, done.left, done.place) == (1, 3, 2, 2)


def test_another_version_is_reviewed_anew(consultation, public_window, three, jo):
    decided(three[0], jo)
    changed = factories.sent(public_window, replaces=three[0], version=2, at=AT)

    assert changed in to_review(consultation.responses)
    assert three[0] not in publishable(consultation.responses)


def test_the_decision_follows_from_what_is_redacted_and_withheld(three, jo):
    one, two, three_ = three
    comment = one.comments.first()
    redact(comment=comment, passages=[(0, 1)], reason="identifies", by=jo, at=AT)
    for each in two.comments.all():
        withhold(comment=each, reason="unlawful", by=jo, at=AT)

    assert decided(one, jo, seen=1).decision == Review.Decision.IN_PART
    assert decided(two, jo, seen=2).decision == Review.Decision.WITHHELD
    assert decided(three_, jo).decision == Review.Decision.AS_IT_IS


def test_every_step_stays_on_the_record(three, jo, sam):
    response = three[0]
    first, second = response.comments.all()
    later = AT + dt.timedelta(minutes=1)
    [redaction] = redact(comment=first, passages=[(0, 2)], reason="identifies", by=jo, at=AT)
    withhold(comment=second, reason="unlawful", note="Names a shop.", by=sam, at=later)
    lift(redaction=redaction, by=sam, at=later)
    show_again(comment=second, by=jo, at=later + dt.timedelta(minutes=1))
    decide(response=response, seen=4, note="All in order – 🙂", by=jo, at=later + CLAIM_LASTS)

    assert [(step.by, step.what, step.note) for step in steps_of(response)] == [
        (jo, "redacted “On”, because it could identify somebody", ""),
        (sam, "no longer redacts “On”", ""),
        (sam, "withheld a comment, because it could be unlawful or abusive", "Names a shop."),
        (jo, "shows the comment again", ""),
        (jo, "decided: “Publish it as it is”", "All in order – 🙂"),
    ]


def test_deciding_again_adds_a_decision(three, jo, sam):
    decided(three[0], jo)
    decided(three[0], sam, seen=1)

    assert [review.reviewed_by for review in three[0].reviews.all()] == [jo, sam]


@pytest.mark.parametrize("seen", [0, 2, None, 10**9])
def test_a_decision_on_a_page_that_is_old_is_refused_with_what_happened(three, jo, sam, seen):
    decided(three[0], sam, note="Seen by me.")

    with pytest.raises(StaleError) as refusal:
        decided(three[0], jo, seen=seen)

    if seen == 0:
        [step] = refusal.value.meanwhile
        assert (step.by, step.note) == (sam, "Seen by me.")
    assert three[0].reviews.count() == 1


def test_what_no_longer_counts_is_not_decided(three, jo):
    withdraw(response=three[0], by=jo, reason="Asked.", at=AT)

    with pytest.raises(NoLongerCountsError):
        decided(three[0], jo)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consideration_review SET decision = 'withheld'",
        "DELETE FROM consideration_review",
        "TRUNCATE consideration_review",
    ],
)
def test_a_decision_cannot_be_changed(three, jo, statement):
    review(response=three[0], by=jo, at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


def test_a_claim_is_taken_over_by_whoever_claims_last(three, jo, sam):
    claim(response=three[0], by=jo, at=AT)
    claim(response=three[0], by=sam, at=AT)

    assert Claim.objects.get().officer == sam


@pytest.mark.parametrize(
    ("at", "before"),
    [
        ("2024-04-10T10:00", "2024-04-09T10:00"),  # a Wednesday
        ("2024-04-08T10:00", "2024-04-05T10:00"),  # a Monday
        ("2024-04-07T10:00", "2024-04-05T10:00"),
        ("2024-04-06T10:00", "2024-04-05T10:00"),
        ("2024-04-01T10:00", "2024-03-29T10:00"),  # the clocks changed in between
    ],
)
def test_a_working_day_leaves_out_the_weekend(at, before):
    assert a_working_day_before(london(at)) == london(before)


def test_what_is_kept_for_safeguarding_is_not_left_to_review(consultation, three, jo, admin_client):
    passed_on = {"passed_to": "The police", "passed_at": AT, "how": "By telephone"}
    for response in three:
        safeguard(response=response, by=jo, at=AT, **passed_on)

    page = admin_client.get(f"/admin/consultation/response/to-review/{consultation.pk}/")

    assert progress(consultation).left == 0
    assert page.status_code == 200
