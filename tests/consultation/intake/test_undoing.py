"""An import is undone as a whole; its file can be imported again."""

import re

import pytest

from consideration.models import Withholding
from consideration.reviewing.withholding import withhold
from consultation.export.counts import Counts
from consultation.export.tables import csv_blocks
from consultation.intake.comparing import as_entry
from consultation.intake.importing import check, import_responses
from consultation.intake.mending import correct_entry, mark_as_mistake, right_after_all
from consultation.intake.undoing import undo_import
from consultation.models import Comment, Mistake, Response, ResponseImport
from consultation.responding.amendment import withdraw
from tests.conftest import london
from tests.consultation.export.test_counts import as_counted_anew  # noqa: F401 a fixture
from tests.consultation.intake.test_importing import AT, keep, officer, table, take_in  # noqa: F401
from tests.outcome.publishing import review_and_publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
# ruff: noqa: F811 fixtures
IMPORTS = "/admin/consultation/responseimport/"
ROWS = [{"text": f"Number {number}"} for number in range(4)]


@pytest.fixture
def officers(set_clock, admin_client):
    set_clock("2024-04-12T11:00")
    return admin_client


@pytest.fixture
def done(take_in):
    return take_in(table(*ROWS))


def undo_page(kept):
    return f"{IMPORTS}{kept.pk}/undo/"


def undo(client, kept, reason="It was the wrong file.", **form):
    opened = client.get(undo_page(kept)).context["opened"]
    return client.post(undo_page(kept), {"reason": reason, "opened": opened} | form, follow=True)


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_undoing_stops_everything_that_it_added_from_counting(
    officers, admin_user, done, consultation, as_counted_anew
):
    page = officers.get(f"{IMPORTS}{done.pk}/change/").content.decode()
    assert undo_page(done) in page
    assert "4 responses no longer count" in words(officers.get(undo_page(done)))

    answer = undo(officers, done)

    assert "You have undone the import" in words(answer)
    assert "because: “It was the wrong file.”" in words(answer)
    assert undo_page(done) not in answer.content.decode()
    assert not Response.objects.counted().exists()
    counts = Counts(consultation)
    assert (counts.total.responses, counts.mistaken, counts.withdrawn) == (0, 4, 0)
    as_counted_anew()
    kept = ResponseImport.objects.get()
    assert (kept.undone_by, kept.undone_because) == (admin_user, "It was the wrong file.")
    assert kept.file.storage.exists(kept.file.name)


def test_the_same_file_can_be_imported_again_and_again(officers, done, take_in, consultation):
    first = set(Response.objects.values_list("reference", flat=True))
    for _ in range(2):
        undo(officers, ResponseImport.objects.latest("pk"))

        again = take_in(table(*ROWS))

        assert (again.response_total, again.known_total) == (4, 0)
    assert Response.objects.counted().count() == 4
    assert not first & set(Response.objects.counted().values_list("reference", flat=True))
    known = take_in(table(*ROWS))
    assert (known.response_total, known.known_total) == (0, 4)


def test_an_export_with_references_of_an_undone_import_can_be_imported(
    officers, done, take_in, consultation
):
    exported = b"".join(csv_blocks(consultation.responses.counted()))
    undo(officers, done)

    again = take_in(exported)

    assert (again.response_total, again.known_total) == (4, 0)


@pytest.mark.parametrize("is_export", [False, True])
def test_what_was_withheld_stays_withheld_when_it_is_imported_again(
    officers, officer, done, take_in, consultation, is_export
):
    named = Comment.objects.get(text="Number 2")
    withhold(comment=named, reason="identifies", note="A name.", by=officer, at=AT)
    exported = b"".join(csv_blocks(consultation.responses.counted()))

    for _ in range(2):
        undo(officers, ResponseImport.objects.latest("pk"))
        again = take_in(exported if is_export else table(*ROWS))

        withheld = Withholding.objects.in_force().filter(comment__response__imported_in=again)
        assert [(each.comment.text, each.reason, each.note) for each in withheld] == [
            ("Number 2", "identifies", "A name.")
        ]


def test_what_was_withheld_of_a_correction_is_withheld_as_the_file_told_it(
    officers, officer, done, take_in
):
    response = Response.objects.get(comments__text="Number 2")
    said = as_entry(response)
    other = type(said)(**vars(said) | {"comments": [(None, "Bob")]})
    after = correct_entry(seen=response, entry=other, because="Misread.", by=officer, at=AT)
    withhold(comment=after.comments.get(), reason="identifies", by=officer, at=AT)
    undo(officers, done)

    again = take_in(table(*ROWS))

    withheld = Withholding.objects.in_force().get(comment__response__imported_in=again)
    assert withheld.comment.text == "Number 2"


def test_what_was_marked_one_by_one_is_not_imported_again(officer, done, take_in, consultation):
    exported = b"".join(csv_blocks(consultation.responses.counted()))
    mark_as_mistake(seen=done.responses.first(), why="not-a-response", by=officer, at=AT)

    same, export = take_in(table(*ROWS)), take_in(exported)

    assert [(each.response_total, each.known_total) for each in (same, export)] == [(0, 4)] * 2


def test_what_was_right_after_all_is_known_again(officers, officer, done, take_in):
    undo(officers, done)
    right_after_all(response=done.responses.first(), by=officer, at=AT)

    again = take_in(table(*ROWS))

    assert (again.response_total, again.known_total) == (3, 1)


def test_it_says_what_became_of_its_responses_since(officers, officer, done):
    changed, gone, marked, _ = done.responses.order_by("pk")
    said = as_entry(changed)
    other = type(said)(**vars(said) | {"details": said.details | {"name": "Jo"}})
    after = correct_entry(seen=changed, entry=other, because="A name.", by=officer, at=AT)
    withdraw(response=gone, by=officer, reason="Asked.", at=AT)
    mark_as_mistake(seen=marked, why="not-a-response", by=officer, at=AT)

    page = words(officers.get(undo_page(done)))
    undo(officers, done)

    assert "2 responses no longer count" in page
    assert "1 of them was corrected since." in page
    assert "1 more was withdrawn since, and stays withdrawn." in page
    assert "1 more is marked as entered by mistake already." in page
    assert Mistake.objects.in_force().filter(response=after, why="import").exists()
    assert Response.objects.withdrawn().get() == gone
    assert not Response.objects.counted().exists()


def test_the_words_of_an_import_that_was_undone_do_not_come_back(officers, officer, done, take_in):
    first = Response.objects.get(comments__text="Number 2")
    imports = [take_in(table({"text": f"Of import {name}"})) for name in "AB"]
    latest = first
    for number, kept in enumerate(imports):
        said = as_entry(latest)
        other = type(said)(**vars(said) | {"comments": [(None, f"Corrected {number}")]})
        latest = correct_entry(
            seen=latest, entry=other, because="The file.", by=officer, at=AT, corrected_in=kept
        )

    for kept in imports:
        undo(officers, kept)

    now = Response.objects.counted().get(reference=first.reference)
    assert now.version == 4
    assert as_entry(now) == as_entry(first)


def test_what_is_published_is_not_undone(set_clock, admin_client, officer, done, consultation):
    review_and_publish(
        consultation=consultation, seen=None, by=officer, at=london("2024-05-01T10:00")
    )
    set_clock("2024-05-02T10:00")

    page = words(admin_client.get(undo_page(done)))
    answer = undo(admin_client, done)

    assert "the public can read comments from 4 of its responses" in page
    assert "Nothing was undone." in words(answer)
    assert Response.objects.counted().count() == 4


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_reason_is_needed(officers, done, reason):
    answer = undo(officers, done, reason=reason)

    assert answer.status_code == 422
    assert Response.objects.counted().count() == 4


@pytest.mark.parametrize("opened", ["", "x", "’", "9" * 20])
def test_a_page_that_does_not_say_what_was_read_undoes_nothing(officers, done, opened):
    answer = undo(officers, done, opened=opened)

    assert answer.status_code == 409
    assert "This page does not say what you had read. Nothing was undone." in words(answer)
    assert "It was the wrong file." in words(answer)
    assert Response.objects.counted().count() == 4


def test_what_changed_since_the_page_was_opened_is_told_with_both_texts(officers, officer, done):
    changed, gone, *_ = done.responses.order_by("pk")
    opened = officers.get(undo_page(done)).context["opened"]
    said = as_entry(changed)
    other = type(said)(**vars(said) | {"comments": [(None, "Read better")]})
    correct_entry(seen=changed, entry=other, because="Misread.", by=officer, at=AT)
    withdraw(response=gone, by=officer, reason="Asked.", at=AT)

    answer = undo(officers, done, opened=opened)

    assert answer.status_code == 409
    assert "Something has changed since you opened this page." in words(answer)
    assert "What you had read" in words(answer)
    assert "Number 0" in words(answer)
    assert "Read better" in words(answer)
    assert f"{gone} It no longer counts" in words(answer)
    assert Response.objects.counted().count() == 3

    officers.post(undo_page(done), {"reason": "It.", "opened": answer.context["opened"]})

    assert not Response.objects.counted().exists()


def test_undoing_twice_says_so(officers, done):
    opened = officers.get(undo_page(done)).context["opened"]
    form = {"reason": "It was the wrong file.", "opened": opened}
    for _ in range(2):
        answer = officers.post(undo_page(done), form, follow=True)

    assert "has been undone already" in words(answer)
    assert Mistake.objects.count() == 4


def test_what_was_not_imported_is_not_undone(officers, keep):
    kept = keep(table({}))

    assert "was not imported" in words(officers.get(undo_page(kept), follow=True))
    assert not check(kept, at=AT).problems


def test_only_those_who_may_import_undo(client, signed_in, done):
    analyst = signed_in("Analyst")

    assert analyst.get(undo_page(done)).status_code == 403
    assert undo_page(done) not in analyst.get(f"{IMPORTS}{done.pk}/change/").content.decode()


def test_the_list_tells_what_was_undone(officers, done):
    undo(officers, done)

    assert "Undone: 4 added" in words(officers.get(IMPORTS))
    assert "Undone: 4 added" in words(officers.get(IMPORTS, {"imported": "undone"}))
    assert "4 added" not in words(officers.get(IMPORTS, {"imported": "yes"}))


def test_a_large_import_is_undone_in_few_queries(
    officers, officer, keep, django_assert_max_num_queries
):
    kept = import_responses(
        kept=keep(table(*({"text": f"Number {n}"} for n in range(50)))), by=officer, at=AT
    )

    with django_assert_max_num_queries(25):
        seen = kept.responses.values_list("pk", flat=True)
        undo_import(kept=kept, seen=seen, because="It.", by=officer, at=AT)
