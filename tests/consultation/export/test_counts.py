"""The tables of how many came add up, whatever came by whichever route."""

import datetime as dt

import pytest
from django.db import connection, transaction

from consultation.export.counts import Counts
from consultation.intake.entering import enter_response
from consultation.models import (
    Answer,
    CirculationGroup,
    Comment,
    Flag,
    Question,
    Response,
    RunningCount,
    Window,
    Withdrawal,
)
from consultation.models.running_count import CELL
from consultation.responding.amendment import begin_change
from consultation.responding.answers_form import Given
from consultation.responding.submission import submit_response
from tests.consultation import factories
from tests.consultation.factories import BEGUN

pytestmark = pytest.mark.django_db

AT = BEGUN + dt.timedelta(days=40)
RESIDENT = {"respondent_kind": "resident", "publication": "nothing"}


@pytest.fixture
def question(consultation):
    return Question.objects.create(consultation=consultation, wording="How far do you agree?")


@pytest.fixture
def groups(consultation):
    return list(consultation.circulation.all()[:2])


@pytest.fixture
def committee(consultation):
    return consultation.windows.get(audience="invited")


@pytest.fixture
def a_mix_of_everything(consultation, public_window, committee, groups, question):
    """Eleven responses that count, and much that does not."""
    aap, forum = groups
    factories.sent(public_window, comments=("One.", "Two."))
    factories.sent(public_window, via=aap)
    factories.sent(public_window, via=aap)
    factories.sent(public_window, via=forum)
    late = factories.complete(public_window)
    submit_response(response=late, at=public_window.closes_at + dt.timedelta(minutes=5))
    factories.sent(
        committee,
        at=committee.opens_at + dt.timedelta(hours=1),
        invitation=factories.invited(committee),
    )
    enter(consultation, channel="paper", answers=[Given(question, "agree")])
    enter(consultation, channel="paper", comments=[], answers=[Given(question, "disagree", "No.")])
    enter(consultation, channel="meeting", headcount=12)
    enter(consultation, channel="meeting", headcount=30, via=forum)
    flagged = enter(consultation, channel="email", answers=[Given(question, "", "Why ask?")])
    Flag.objects.create(response=flagged, kind="links", raised_at=AT)
    Flag.objects.create(response=flagged, kind="repetition", raised_at=AT)

    factories.unsent(public_window)
    replace(factories.sent(public_window, comments=("A.", "B.", "C.")), withdrawn=True)
    Withdrawal.objects.create(response=factories.sent(public_window), withdrawn_at=AT)
    other = Window.objects.create(
        consultation=another(consultation),
        title="Another",
        audience="everyone",
        opens_at=public_window.opens_at,
        closes_at=public_window.closes_at,
    )
    factories.sent(other)


def enter(consultation, *, comments=((None, "Noted."),), **entry):
    return enter_response(
        consultation=consultation,
        received_at=BEGUN,
        details=RESIDENT,
        comments=comments,
        by=factories.officer(),
        at=AT,
        **entry,
    )


def replace(response, *, withdrawn=False):
    """A second version of it, with one comment."""
    later = factories.complete(
        response.window,
        version=2,
        replaces=response,
        channel=response.channel,
        is_sample=response.is_sample,
    )
    later = submit_response(response=later, at=BEGUN + dt.timedelta(hours=2))
    if withdrawn:
        Withdrawal.objects.create(response=later, withdrawn_at=AT)
    return later


def another(consultation):
    consultation.pk, consultation.slug = None, "another"
    consultation.save()
    return consultation


def numbers(table):
    return {str(what): (tally.responses, tally.comments, tally.answers) for what, tally in table}


@pytest.mark.usefixtures("a_mix_of_everything")
def test_a_mix_of_everything_is_counted_once_each(consultation, public_window, committee, groups):
    counts = Counts(type(consultation).objects.get(slug="draft-strategy-2024-29"))

    assert numbers(counts.by_window()) == {
        str(public_window): (10, 10, 3),
        str(committee): (1, 1, 0),
    }
    assert numbers(counts.by_channel()) == {
        "web": (6, 7, 0),
        "paper": (2, 1, 2),
        "email": (1, 1, 1),
        "meeting": (2, 2, 0),
    }
    by_group = numbers(counts.by_group())
    assert by_group[str(groups[0])] == (2, 2, 0)
    assert by_group[str(groups[1])] == (2, 2, 0)
    assert by_group["None"] == (7, 7, 3)
    assert (counts.total.late, counts.total.headcount) == (1, 42)
    assert (counts.withdrawn, counts.replaced, counts.waiting) == (2, 1, 1)


@pytest.mark.usefixtures("a_mix_of_everything")
def test_every_table_adds_up_to_the_total(consultation, public_window):
    consultation = type(consultation).objects.get(slug="draft-strategy-2024-29")
    counts = Counts(consultation)
    counted = consultation.responses.counted()

    for table in (counts.by_window(), counts.by_channel(), counts.by_group()):
        assert sum((tally for _, tally in table), type(counts.total)()) == counts.total
    for window, tally in counts.by_window():
        within = [tally for _, tally in counts.by_channel_in(window)]
        assert sum(within, type(counts.total)()) == tally
    assert counts.total.responses == counted.count()
    assert counts.total.comments == Comment.objects.on_parts().filter(response__in=counted).count()
    answered = {
        (row.response_id, row.question_id)
        for rows in (Answer.objects, Comment.objects.to_questions())
        for row in rows.filter(response__in=counted)
    }
    assert counts.total.answers == len(answered)
    sent = Response.objects.sent().filter(consultation=consultation).count()
    assert counts.total.responses + counts.withdrawn + counts.replaced == sent


def test_nothing_received_is_counted_as_nothing(consultation):
    counts = Counts(consultation)

    assert counts.total.responses == 0
    assert counts.by_channel() == []
    assert {tally.responses for _, tally in counts.by_window()} == {0}
    assert (counts.withdrawn, counts.replaced, counts.waiting) == (0, 0, 0)


def test_a_replaced_version_does_not_count_and_the_last_one_does(consultation, public_window):
    replace(factories.sent(public_window, comments=("A.", "B.", "C.")))

    counts = Counts(consultation)

    assert (counts.total.responses, counts.total.comments, counts.replaced) == (1, 1, 1)


def test_more_groups_and_windows_cost_no_more_queries(
    consultation, public_window, django_assert_num_queries
):
    for number in range(20):
        group = CirculationGroup.objects.create(
            consultation=consultation, slug=f"group-{number}", name=f"Group {number}"
        )
        factories.sent(public_window, via=group)

    with django_assert_num_queries(6):
        counts = Counts(consultation)
        counts.by_window(), counts.by_channel(), counts.by_group()
        counts.by_channel_in(public_window)
        assert (counts.withdrawn, counts.replaced, counts.waiting) == (0, 0, 0)


# The database keeps the counts as things happen


@pytest.fixture
def as_counted_anew():
    """Call it after anything has happened: what was kept must be what counting anew gives."""

    def check():
        kept = sums()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count_all_anew()")
        assert kept == sums()
        return kept

    def sums():
        rows = (tuple(row.values()) for row in RunningCount.objects.summed_by(*CELL))
        return {row for row in rows if any(row[len(CELL) :])}

    return check


@pytest.mark.usefixtures("a_mix_of_everything")
def test_after_a_mix_of_everything_the_counts_are_as_counted_anew(as_counted_anew):
    assert as_counted_anew()


def test_an_unsent_change_of_a_response_counts_for_nothing(public_window, as_counted_anew):
    begin_change(response=factories.sent(public_window), at=BEGUN + dt.timedelta(hours=2))

    [(*_, responses, comments, _, _, _, _)] = as_counted_anew()

    assert (responses, comments) == (1, 1)


def test_a_withdrawal_rolled_back_is_counted_back(public_window, consultation, as_counted_anew):
    response = factories.sent(public_window)

    with transaction.atomic():
        Withdrawal.objects.create(response=response, withdrawn_at=AT)
        assert Counts(consultation).total.responses == 0
        transaction.set_rollback(True)

    assert Counts(consultation).total.responses == 1
    assert as_counted_anew()


@pytest.mark.parametrize("order", ["comments first", "all at once"])
def test_examples_that_are_removed_count_no_more(
    consultation, public_window, question, as_counted_anew, order
):
    factories.sent(public_window)
    first = factories.complete(public_window, is_sample=True, comments=("A.", "B."))
    factories.answered(first, question)
    first = submit_response(response=first, at=BEGUN + dt.timedelta(hours=1))
    withdrawn = replace(first, withdrawn=True)
    assert as_counted_anew()

    if order == "comments first":
        withdrawn.comments.all().delete()
        assert as_counted_anew()
    with connection.cursor() as cursor:
        for table, column in GOING:
            cursor.execute(
                f"DELETE FROM {table} WHERE {column} IN"  # noqa: S608
                " (SELECT id FROM consultation_response WHERE is_sample)"
            )
            assert as_counted_anew()

    assert Counts(consultation).total.responses == 1


GOING = [
    ("consultation_withdrawal", "response_id"),
    ("consultation_comment", "response_id"),
    ("consultation_answer", "response_id"),
    ("consultation_response", "id"),
]


SENT_ELSEWHERE = """
    INSERT INTO consultation_response (consultation_id, window_id, token_hash, sealed_token,
        channel, begun_at, received_at, is_late, reference, version, respondent_kind, organisation,
        name, email, publication, is_sample)
    SELECT consultation_id, id, 'elsewhere', '', 'web', opens_at,
        opens_at, false, 'SDP-2345-6789', 1, 'resident', '', '', '', 'nothing', false
    FROM consultation_window WHERE audience = 'everyone'
"""


def test_two_who_send_at_the_same_moment_do_not_wait_for_each_other(public_window):
    """Ours is not committed yet; were it to wait, the other would end in an error."""
    elsewhere = connection.copy()
    try:
        elsewhere.set_autocommit(False)
        with elsewhere.cursor() as other, connection.cursor() as ours:
            other.execute("SET LOCAL lock_timeout = '5s'")
            other.execute("SELECT pg_backend_pid() % 64")
            [first_choice] = other.fetchone()
            lock = "SELECT pg_advisory_xact_lock(hashtext('consultation_runningcount'), %s)"
            ours.execute(lock, [first_choice])
            factories.sent(public_window)

            other.execute(SENT_ELSEWHERE)

            other.execute("SELECT shard FROM consultation_runningcount WHERE responses = 1")
            [shard] = other.fetchone()
            assert shard != first_choice
    finally:
        elsewhere.rollback()
        elsewhere.close()
