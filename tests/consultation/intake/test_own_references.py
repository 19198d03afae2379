"""Rows with an officer's own reference, imported once more: the same response, or another?"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.intake.comparing import as_entry
from consultation.intake.importing import Chosen, NotImportedError, check, import_responses
from consultation.intake.mending import correct_entry, mark_as_mistake
from consultation.models import Response, ResponseImport
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake.test_differing_rows import (  # noqa: F401
    confirm,
    officers,
    upload,
    words,
)
from tests.consultation.intake.test_importing import AT, keep, officer, table, take_in  # noqa: F401
from tests.outcome.publishing import review_and_publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
# ruff: noqa: F811 fixtures
BEFORE = {"response": "Paper 17", "text": "The lights are out."}
EDITED = BEFORE | {"text": "The lights aren’t out – “dim” 🦉."}


@pytest.fixture
def first(take_in):
    return take_in(table(BEFORE)).responses.get()


def counted():
    return list(Response.objects.counted().order_by("pk"))


def texts():
    return [response.comments.get().text for response in counted()]


def test_an_edited_row_is_asked_about_and_counts_as_nothing_before(first, upload):
    page = upload(table(EDITED))

    assert "References you have used before: 1 row" in words(page)
    assert f"“Paper 17”, row 2: {first}" in words(page)
    assert "The lights are" in words(page)
    assert "The same response: correct it as the file says" in words(page)
    assert counted() == [first]


def test_the_same_response_is_corrected(officers, first, upload):
    upload(table(EDITED))

    done = confirm(
        officers, asked=first.pk, because="Read again.", **{f"same-{first.pk}": "correct"}
    )

    assert "No response was added. 1 response corrected." in words(done)
    [now] = counted()
    assert (now.reference, now.version, now.own_reference) == (first.reference, 2, "Paper 17")
    assert texts() == [EDITED["text"]]
    assert f"{now}, version 2" in words(done)
    assert f"/admin/consultation/response/{now.pk}/change/" in done.content.decode()


def test_another_response_is_added(officers, first, upload):
    upload(table(EDITED))

    confirm(officers, asked=first.pk, **{f"same-{first.pk}": "add"})

    assert texts() == [BEFORE["text"], EDITED["text"]]
    assert (ResponseImport.objects.latest("pk").result) == "1 added"


def test_a_row_can_be_left_out(officers, first, upload):
    upload(table(EDITED))

    done = confirm(officers, asked=first.pk, **{f"same-{first.pk}": "leave"})

    assert "No response was added." in words(done)
    assert "Nothing was changed, so there is nothing to undo." in words(done)
    assert counted() == [first]


@pytest.mark.parametrize("choice", ["", "pigeon", "’", "CORRECT"])
def test_without_a_choice_nothing_is_imported_and_the_words_stay(officers, first, upload, choice):
    upload(table(EDITED, {"text": "New."}))

    answer = confirm(officers, asked=first.pk, because="As typed.", **{f"same-{first.pk}": choice})

    assert answer.status_code == 422
    assert "Say what each row is whose reference you have used before" in words(answer)
    assert "As typed." in words(answer)
    assert counted() == [first]


def test_a_correction_needs_a_reason(officers, first, upload):
    upload(table(EDITED))

    answer = confirm(officers, asked=first.pk, **{f"same-{first.pk}": "correct"})

    assert "Say why you correct them." in words(answer)
    assert f'value="correct" id="id_same-{first.pk}_0" checked' in answer.content.decode()
    assert counted() == [first]


@pytest.mark.parametrize(
    ("choice", "total"),
    [("correct", "2 corrected"), ("add", "2 added"), ("leave", "2 known already")],
)
def test_one_choice_can_be_for_all(officers, take_in, upload, choice, total):
    rows = [{"response": f"{n}", "text": f"Number {n}"} for n in range(2)]
    known = list(take_in(table(*rows)).responses.values_list("pk", flat=True))
    page = upload(table(*({**row, "text": "Other."} for row in rows)))
    assert "They are other responses: add them all" in words(page)

    confirm(officers, asked=known, same=choice, because="Read again.")

    assert ResponseImport.objects.latest("pk").result == total


def test_whoever_was_not_asked_imports_nothing(officers, first, upload, keep, officer):
    """Another import brought the reference after the page had been opened."""
    upload(table(EDITED))

    answer = confirm(officers)

    assert "Some of these responses have changed since you opened this page." in words(answer)
    assert counted() == [first]
    with pytest.raises(NotImportedError):
        import_responses(
            kept=keep(table(EDITED)), by=officer, at=AT, chosen=Chosen(added=[first.pk, -1])
        )


def test_a_corrected_row_is_known_when_the_file_comes_again(officers, first, upload, keep):
    upload(table(EDITED))
    confirm(officers, asked=first.pk, because="It.", **{f"same-{first.pk}": "correct"})

    for content in (EDITED, BEFORE):
        checked = check(keep(table(content)), at=AT)
        assert (checked.known_total, checked.entries, checked.differing) == (1, [], [])


def test_with_two_of_one_reference_no_row_corrects_either(officers, first, upload, keep):
    upload(table(EDITED))
    confirm(officers, asked=first.pk, **{f"same-{first.pk}": "add"})

    page = upload(table(BEFORE | {"text": "A third text."}))

    assert "Several responses have this reference" in words(page)
    assert "The same response: correct it" not in words(page)
    assert check(keep(table(EDITED)), at=AT).known_total == 1


def test_a_mistake_is_not_corrected_and_another_can_be_added(officers, officer, first, upload):
    mark_as_mistake(seen=first, why="not-a-response", by=officer, at=AT)

    page = upload(table(EDITED))

    assert "The row cannot correct it. It is marked as entered by mistake." in words(page)
    confirm(officers, asked=first.pk, **{f"same-{first.pk}": "add"})
    assert texts() == [EDITED["text"]]


def test_what_is_published_is_not_corrected(set_clock, upload, consultation, officer, first):
    review_and_publish(
        consultation=consultation, seen=None, by=officer, at=london("2024-05-01T10:00")
    )
    set_clock("2024-05-02T10:00")

    assert "The row cannot correct it. It is published," in words(upload(table(EDITED)))


def test_the_same_reference_in_another_consultation_is_another(first, keep, edition):
    kept = keep(table(EDITED))
    kept.consultation = factories.prepared(edition, went_live_at=AT)

    checked = check(kept, at=AT)
    assert (len(checked.entries), checked.differing) == (1, [])


def test_a_reference_without_end_is_a_problem_of_its_row(keep):
    checked = check(keep(table(BEFORE | {"response": "x" * 201})), at=AT)

    [problem] = checked.problems
    assert (problem.row, problem.column) == (2, "response")
    assert "up to 200 characters" in problem.reason


def test_ten_rows_to_ask_about_cost_no_more_queries_than_one(take_in, keep):
    rows = [{"response": f"{n}", "text": f"Number {n}"} for n in range(10)]
    take_in(table(*rows))
    changed = {"text": "Other.", "received_at": "09/04/2024 10:00"}
    counts = []
    for number in (1, 10):
        kept = keep(table(*(row | changed for row in rows[:number])))
        kept = ResponseImport.objects.select_related("consultation__edition").get(pk=kept.pk)
        with CaptureQueriesContext(connection) as seen:
            assert len(check(kept, at=AT).differing) == number
        counts.append(len(seen))

    assert counts[0] == counts[1]


# Undoing what an import corrected


@pytest.fixture
def corrected(officers, first, upload):
    """The version that an import made, which brought nothing but the correction."""
    upload(table(EDITED))
    confirm(officers, asked=first.pk, because="It.", **{f"same-{first.pk}": "correct"})
    return Response.objects.counted().get()


def undo(client, opened=None):
    kept = ResponseImport.objects.latest("pk")
    address = f"/admin/consultation/responseimport/{kept.pk}/undo/"
    opened = opened or client.get(address).context["opened"]
    return client.post(address, {"reason": "Wrong file.", "opened": opened}, follow=True)


def undo_page(client):
    kept = ResponseImport.objects.latest("pk")
    return client.get(f"/admin/consultation/responseimport/{kept.pk}/undo/")


def test_a_correction_is_undone_by_a_new_version_with_the_earlier_words(
    officers, first, corrected, keep
):
    page = words(undo_page(officers))
    assert "1 response that this import corrected says again what it said before." in page
    assert "no longer count" not in page

    answer = undo(officers)

    assert "What it corrected says again what it said before" in words(answer)
    [now] = counted()
    assert (now.reference, now.version, now.window, now.is_late) == (
        first.reference,
        3,
        first.window,
        first.is_late,
    )
    assert (now.received_at, now.corrected_because) == (first.received_at, "Wrong file.")
    assert texts() == [BEFORE["text"]]
    assert len(check(keep(table(EDITED)), at=AT).differing) == 1


def test_what_was_changed_again_since_stays(officers, officer, first, corrected):
    opened = undo_page(officers).context["opened"]
    said = as_entry(corrected)
    third = type(said)(**vars(said) | {"comments": [(None, "A third text.")]})
    correct_entry(seen=corrected, entry=third, because="Misread.", by=officer, at=AT)

    told = undo(officers, opened)

    assert told.status_code == 409
    assert "Something has changed since you opened this page." in words(told)
    page = words(undo_page(officers))
    assert "There is nothing to undo: everything that it corrected has been changed since." in page
    assert texts() == ["A third text."]
