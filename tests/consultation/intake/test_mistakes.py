"""An entry that should not count is marked as entered by mistake. Nobody withdrew it."""

import re

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from consultation.export.counts import Counts
from consultation.export.tables import csv_blocks
from consultation.intake.comparing import as_entry
from consultation.intake.mending import (
    MendedMeanwhileError,
    NotMendableError,
    correct_entry,
    mark_as_mistake,
    right_after_all,
)
from consultation.models import Comment, Mistake, Response
from consultation.responding.amendment import NotPossibleError, WhyNot, withdraw
from outcome.models import PublishedComment, Release
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.export.test_counts import as_counted_anew  # noqa: F401 a fixture
from tests.consultation.intake.test_correcting import AT, entered, html, page
from tests.outcome.publishing import review_and_publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
LIST = "/admin/consultation/response/"
AFTER = london("2024-05-01T10:00")


@pytest.fixture
def entry(consultation):
    return entered(consultation)


@pytest.fixture
def officers(set_clock, admin_client):
    set_clock("2024-04-12T11:00")
    return admin_client


def mark(client, response, **form):
    seen = Response.objects.latest().filter(reference=response.reference).get()
    form = {"why": "not-a-response", "seen": str(seen.pk)} | form
    return client.post(page(response, "mistake"), form, follow=True)


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", html(answer)).split())


def test_a_mistake_no_longer_counts_and_is_kept(officers, admin_user, consultation, entry):
    other = entered(consultation, text="Another.")

    mark(officers, entry, note="A shopping list.")

    assert Response.objects.counted().get() == other
    assert Response.objects.mistaken().get() == entry
    assert [c.text for c in Comment.objects.counted()] == ["Another."]
    counts = Counts(consultation)
    assert (counts.total.responses, counts.mistaken, counts.withdrawn) == (1, 1, 0)
    assert entry.reference not in b"".join(csv_blocks(consultation.responses.counted())).decode()
    mistake = Mistake.objects.get()
    assert (mistake.marked_by, mistake.why, mistake.note) == (
        admin_user,
        "not-a-response",
        "A shopping list.",
    )


def test_its_page_says_who_marked_it_and_why_and_never_that_it_was_withdrawn(
    officers, consultation, entry
):
    other = entered(consultation, text="Another.")

    shown = words(mark(officers, entry, why="duplicate", reference=other.reference.lower()))

    assert "Entered by mistake" in shown
    assert (
        f"officer marked it as entered by mistake. It was entered twice: {other.reference}" in shown
    )
    assert "Its sender did not withdraw it." in shown
    assert "Withdraw at the sender" not in shown


def test_it_is_found_by_the_filter(officers, consultation, entry):
    entered(consultation, text="Another.")
    mark(officers, entry)

    listed = officers.get(LIST, {"version": "mistaken"})

    assert list(listed.context["cl"].result_list) == [entry]
    assert "Entered by mistake" in words(listed)
    counted = officers.get(LIST, {"version": "counted"}).context["cl"].result_list
    assert entry not in list(counted)
    assert list(officers.get(LIST, {"version": "withdrawn"}).context["cl"].result_list) == []


@pytest.mark.parametrize("query", [{}, {"read": "nobody"}, {"version": "changed"}])
def test_other_lists_and_their_downloads_leave_it_out(officers, consultation, entry, query):
    by = factories.officer()
    correct_entry(seen=entry, entry=said_otherwise(entry), because="A name.", by=by, at=AT)
    mark(officers, entry)

    assert list(officers.get(LIST, query).context["cl"].result_list) == []
    file = b"".join(officers.get(f"{LIST}download/csv/", query).streaming_content)
    assert entry.reference not in file.decode()


def test_before_the_act_the_page_says_what_the_private_page_will_say(
    officers, consultation, client
):
    details = {
        "respondent_kind": "resident",
        "publication": "nothing",
        "email": "jo@example.org",
    }
    entry = entered(consultation, details=details)
    sentence = (
        "An officer entered this response by mistake, so it is not counted and not published."
    )

    assert sentence in words(officers.get(page(entry, "mistake")))
    mark(officers, entry)

    receipt = words(client.get(entry.receipt_url()))
    assert sentence in receipt
    assert "withdr" not in receipt.lower()
    assert "What will be public" not in receipt


def test_without_an_address_nothing_is_said_of_a_private_page(officers, entry):
    assert "private page" not in words(officers.get(page(entry, "mistake")))


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"why": ""}, "Choose why it should not count."),
        ({"why": "import"}, "Choose one of the reasons."),
        ({"why": "duplicate"}, "Enter the reference of the response that stays."),
        ({"why": "duplicate", "reference": "SDP-XXXX-XXXX"}, "No response of this consultation"),
        ({"why": "duplicate", "reference": "‘” 🙂" * 9}, "No response of this consultation"),
        ({"why": "duplicate", "reference": "x" * 41}, "A reference is shorter."),
        ({"why": "other", "note": "  "}, "Say what the reason is."),
        ({"why": "other", "note": "x" * 2001}, "Say it in 2,000 characters or fewer."),
    ],
)
def test_an_incomplete_reason_is_refused(officers, entry, form, sentence):
    answer = mark(officers, entry, **form)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not Mistake.objects.exists()


def test_who_read_an_earlier_version_is_told_with_both_texts(officers, entry):
    said = as_entry(entry)
    other = type(said)(**vars(said) | {"comments": [(None, "Read better ’“–” 🦉")]})
    after = correct_entry(
        seen=entry, entry=other, because="Misread.", by=factories.officer(), at=AT
    )

    answer = mark(officers, entry, seen=str(entry.pk), why="other", note="I type this.")

    assert answer.status_code == 409
    assert "has changed since you opened this page" in words(answer)
    assert "Read better ’“–” 🦉" in words(answer)
    assert "I type this." in words(answer)
    assert not Mistake.objects.exists()
    with pytest.raises(MendedMeanwhileError):
        mark_as_mistake(seen=entry, why="not-a-response", by=factories.officer(), at=AT)

    mark(officers, entry)

    assert Mistake.objects.get().response == after


@pytest.mark.parametrize("seen", ["", "x", "9" * 30, "’", "1"])
def test_a_page_that_does_not_say_what_was_read_marks_nothing(officers, entry, seen):
    answer = mark(officers, entry, seen=seen)

    assert answer.status_code == 409
    assert "does not say which version you had read" in words(answer)
    assert not Mistake.objects.exists()


def test_it_is_no_duplicate_of_itself_nor_of_what_does_not_count(officers, consultation, entry):
    other = entered(consultation, text="Another.")
    mark(officers, other)

    itself = mark(officers, entry, why="duplicate", reference=entry.reference)
    mistaken = mark(officers, entry, why="duplicate", reference=other.reference)

    assert "This is the response itself." in words(itself)
    assert "No response of this consultation that counts" in words(mistaken)


def test_two_that_stand_for_each_other_do_not_both_stop_counting(consultation, entry):
    other = entered(consultation, text="Another.")
    fields = {"why": "duplicate", "by": factories.officer(), "at": AT}
    mark_as_mistake(seen=entry, duplicate_of=other, **fields)

    with pytest.raises(NotMendableError, match="has changed meanwhile"):
        mark_as_mistake(seen=other, duplicate_of=entry, **fields)


def test_it_can_be_taken_back_and_marked_again(officers, entry, as_counted_anew):  # noqa: F811
    mark(officers, entry)

    answer = officers.post(page(entry, "right-after-all"), follow=True)

    assert f"{entry} counts again." in words(answer)
    assert "officer took this back at" in words(answer)
    assert Response.objects.counted().get() == entry
    as_counted_anew()
    mark(officers, entry)
    assert not Response.objects.counted().exists()
    assert Mistake.objects.count() == 2
    as_counted_anew()


def test_taking_back_what_is_no_mistake_changes_nothing(officers, entry):
    answer = officers.post(page(entry, "right-after-all"), follow=True)

    assert "is not marked as a mistake" in words(answer)


def test_marking_it_twice_marks_it_once(entry):
    for _ in range(2):
        mark_as_mistake(seen=entry, why="not-a-response", by=factories.officer(), at=AT)

    assert Mistake.objects.count() == 1


def test_of_a_corrected_entry_the_last_version_is_marked(officers, entry, consultation):
    said = entered(consultation, text="Right.")
    after = correct_entry(
        seen=entry, entry=as_entry(said), because="A name.", by=factories.officer(), at=AT
    )

    mark(officers, entry)

    assert Mistake.objects.get().response == after
    assert Response.objects.counted().get() == said


def test_what_a_person_sent_online_is_never_a_mistake_of_ours(officers, public_window):
    response = factories.sent(public_window)

    answer = mark(officers, response)

    assert "Its sender sent it on this website" in words(answer)
    assert not Mistake.objects.exists()


def test_a_mistake_is_not_withdrawn(officers, entry):
    mark(officers, entry)

    with pytest.raises(NotPossibleError) as refusal:
        withdraw(response=entry, by=factories.officer(), reason="Asked.", at=AT)
    assert refusal.value.why == WhyNot.MISTAKE
    answer = officers.get(page(entry, "withdraw"), follow=True)
    assert "there is nothing to withdraw" in words(answer)


# What the public reads


def published(consultation):
    return review_and_publish(
        consultation=consultation, seen=None, by=factories.officer(), at=AFTER
    )


def test_after_closing_the_public_reads_what_was_a_mistake_and_what_was_withdrawn(
    set_clock, client, consultation, public_window
):
    mistake, _, withdrawn = (entered(consultation, text=f"{n}") for n in range(3))
    mark_as_mistake(seen=mistake, why="not-a-response", by=factories.officer(), at=AT)
    withdraw(response=withdrawn, by=factories.officer(), reason="Asked.", at=AT)
    set_clock("2024-05-02T10:00")

    shown = words(client.get(consultation.get_absolute_url()))

    assert "1 more was withdrawn, and is not counted or published." in shown
    assert "We entered one more by mistake. It does not count and is not published." in shown


def test_without_a_mistake_nothing_is_said_of_any(set_clock, client, consultation):
    entered(consultation)
    published(consultation)
    set_clock("2024-05-02T10:00")

    for address in ("", "responses/"):
        shown = words(client.get(f"{consultation.get_absolute_url()}{address}"))
        assert "mistake" not in shown
        assert "withdrawn" not in shown


def test_published_figures_tell_mistakes_from_withdrawals(set_clock, client, consultation):
    entries = [entered(consultation, text=f"Number {n}") for n in range(4)]
    for each in entries[:2]:
        mark_as_mistake(seen=each, why="not-a-response", by=factories.officer(), at=AT)

    release = published(consultation)
    set_clock("2024-05-02T10:00")

    assert (release.received, release.mistaken, release.withdrawn) == (2, 2, 0)
    for address in ("", "responses/"):
        shown = words(client.get(f"{consultation.get_absolute_url()}{address}"))
        assert "We entered 2 more by mistake. They do not count" in shown
        assert "withdrawn" not in shown
    assert PublishedComment.objects.count() == 2


def test_what_is_published_is_not_marked(set_clock, admin_client, consultation, entry):
    published(consultation)
    set_clock("2024-05-02T10:00")

    answer = mark(admin_client, entry)

    assert "It is published, as comment 1" in words(answer)
    assert not Mistake.objects.exists()
    assert Release.objects.get().mistaken == 0


# What the database refuses


def refused(statement, *parameters):
    with (
        pytest.raises(IntegrityError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
    return str(refusal.value)


@pytest.fixture
def mistake(entry):
    return mark_as_mistake(seen=entry, why="not-a-response", by=factories.officer(), at=AT)


def new_mistake(response):
    return Mistake(
        response=response, why="not-a-response", marked_by=factories.officer(), marked_at=AT
    )


def test_a_mark_is_never_deleted_or_changed(mistake):
    assert "stays on the record" in refused("DELETE FROM consultation_mistake")
    assert "stays on the record" in refused(
        "UPDATE consultation_mistake SET why = 'other', note = 'x'"
    )
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE consultation_mistake")


def test_a_mark_ends_once(mistake, entry):
    right_after_all(response=entry, by=factories.officer(), at=AT)

    assert "stays on the record" in refused(
        "UPDATE consultation_mistake SET ended_at = NULL, ended_by_id = NULL"
    )


def test_the_database_marks_only_entries_that_count(consultation, public_window, entry):
    online = factories.sent(public_window)
    gone = entered(consultation, text="Gone.")
    withdraw(response=gone, by=factories.officer(), reason="Asked.", at=AT)
    unsent = factories.unsent(public_window)

    for response in (online, gone, unsent):
        with pytest.raises(IntegrityError, match="can be a mistake"), transaction.atomic():
            new_mistake(response).save()
    new_mistake(entry).save()
    with pytest.raises(IntegrityError, match="mistake_in_force_once"), transaction.atomic():
        new_mistake(entry).save()


def test_the_database_lets_nobody_withdraw_or_correct_a_mistake(mistake, entry):
    assert "so nobody can withdraw it" in refused(
        "INSERT INTO consultation_withdrawal (response_id, withdrawn_at, reason)"
        " VALUES (%s, %s, '')",
        entry.pk,
        AT,
    )
    with pytest.raises(NotMendableError):
        correct_entry(
            seen=entry, entry=said_otherwise(entry), because="x", by=factories.officer(), at=AT
        )


def said_otherwise(entry):
    said = as_entry(entry)
    return type(said)(**vars(said) | {"details": said.details | {"name": "Jo"}})


def test_the_database_keeps_officers_and_senders_apart(public_window, entry):
    sent = factories.sent(public_window)
    row = {"consultation": sent.consultation, "window": sent.window, "begun_at": AT, "version": 2}
    by_officer = {"entered_by": factories.officer(), "entered_at": AT, "corrected_because": "x"}

    for fields in ({"replaces": sent} | by_officer, {"replaces": entry}):
        with pytest.raises(IntegrityError, match="Officers correct"), transaction.atomic():
            Response.objects.create(**row | fields)


def test_the_database_mends_nothing_that_is_published(consultation, entry):
    published(consultation)

    with pytest.raises(IntegrityError, match="comments are published"), transaction.atomic():
        new_mistake(entry).save()
    with pytest.raises(IntegrityError, match="comments are published"), transaction.atomic():
        Response.objects.create(
            consultation=consultation,
            window=entry.window,
            begun_at=AT,
            version=2,
            replaces=entry,
            entered_by=factories.officer(),
            entered_at=AT,
            corrected_because="x",
        )
