"""A file that tells a known response differently: both are shown, and officers choose."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.export.tables import csv_blocks, xlsx_file
from consultation.intake.comparing import as_entry
from consultation.intake.importing import Chosen, NotImportedError, check, import_responses
from consultation.intake.mending import correct_entry, mark_as_mistake
from consultation.models import Given, Response, ResponseImport
from consultation.responding.amendment import withdraw
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake.test_correcting import RIGHT, entered
from tests.consultation.intake.test_importing import AT, keep, officer  # noqa: F401
from tests.outcome.publishing import review_and_publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
# ruff: noqa: F811 fixtures
IMPORTS = "/admin/consultation/responseimport/"


def exported(consultation):
    text = b"".join(csv_blocks(consultation.responses.counted())).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def as_file(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def edited(consultation, **changes):
    """An export, with `changes` in each row."""
    return as_file([row | changes for row in exported(consultation)])


@pytest.fixture
def officers(set_clock, admin_client):
    set_clock("2024-04-12T11:00")
    return admin_client


@pytest.fixture
def entry(consultation):
    return entered(consultation)


@pytest.fixture
def upload(officers, consultation):
    def upload(content, name="responses.csv"):
        file = SimpleUploadedFile(name, content)
        return officers.post(
            f"{IMPORTS}add/", {"consultation": consultation.pk, "file": file}, follow=True
        )

    return upload


def confirm(client, **form):
    kept = ResponseImport.objects.latest("pk")
    return client.post(f"{IMPORTS}{kept.pk}/confirm/", form, follow=True)


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def differences(keep, content):
    checked = check(keep(content), at=AT)
    assert checked.problems == []
    return {
        difference.label: (difference.before, difference.after)
        for each in checked.differing
        for difference in each.differences
    }


def everything(consultation, edition):
    question = factories.asked(consultation, has_comment_box=True)
    part = edition.parts.get(number="1.1.1")
    return entered(
        consultation,
        channel="meeting",
        headcount=7,
        via=consultation.circulation.first(),
        comments=[(None, "=1+1 ’tis"), (part, "On\nthe part.")],
        answers=[Given(question, "agree", "Mostly.")],
        details={
            "respondent_kind": "organisation",
            "organisation": "Youth “Council”",
            "name": "Zoë",
            "email": "z@example.org",
            "locality": consultation.localities.first(),
            "publication": "with-name",
        },
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_untouched_export_differs_in_nothing(consultation, edition, public_window, keep, kind):
    everything(consultation, edition)
    factories.sent(public_window)
    if kind == "csv":
        file = keep(b"".join(csv_blocks(consultation.responses.counted())))
    else:
        with xlsx_file(consultation.responses.counted()) as workbook:
            file = keep(workbook.read(), name="responses.xlsx")

    checked = check(file, at=AT)

    assert (checked.known_total, checked.differing, checked.problems) == (2, [], [])


def test_a_file_without_optional_columns_says_nothing_of_them(consultation, edition, keep):
    everything(consultation, edition)
    optional = {"organisation", "name", "email", "area", "group", "invited", "headcount", "version"}
    rows = [
        {name: value for name, value in row.items() if name not in optional}
        for row in exported(consultation)
    ]

    assert differences(keep, as_file(rows)) == {}


def test_each_field_that_differs_is_told_with_both_texts(consultation, edition, keep):
    everything(consultation, edition)
    changes = {
        "channel": "letter",
        "received_at": "10/04/2024 15:00",
        "headcount": "",
        "group": "",
        "respondent_kind": "resident",
        "organisation": "",
        "name": "Zoe",
        "publication": "without-name",
    }
    rows = [row | changes for row in exported(consultation)]
    rows[1]["text"] = "On the part."
    rows[2] |= {"answer": "disagree", "text": "Hardly."}

    found = differences(keep, as_file(rows))

    assert found["How it came"] == ("Meeting", "Letter")
    assert found["Received"] == (
        "2:30pm on Wednesday 10 April 2024",
        "3pm on Wednesday 10 April 2024",
    )
    assert found["People at the meeting"] == ("7", "")
    assert found["Name"] == ("Zoë", "Zoe")
    assert found["Organisation"] == ("Youth “Council”", "")
    [part] = [label for label in found if label.startswith("Comment on ")]
    assert found[part] == ("On\nthe part.", "On the part.")
    [choice, text] = [label for label in found if label.startswith("Answer to ")]
    assert found[choice] == ("Agree", "Disagree")
    assert found[text] == ("Mostly.", "Hardly.")
    assert "Email" not in found


def test_the_page_shows_both_and_offers_to_correct(consultation, entry, upload):
    page = words(upload(edited(consultation, text=RIGHT, name="Jo Example")))

    assert "There is nothing to add." in page
    assert "Different from what we have: 1 response" in page
    assert f"{entry} , row 2" in page
    assert "Comment on the whole strategy" in page
    assert f"Correct {entry} as the file says" in page
    assert "What we have" in page


def test_what_is_ticked_becomes_a_correction(officers, admin_user, consultation, entry, upload):
    other = entered(consultation, text="Another.")
    upload(edited(consultation, name="Jo Example"))

    done = confirm(officers, corrected=str(entry.pk), because="Names were misread.")

    assert "No response was added. 1 response corrected." in words(done)
    assert "1 we had already, or you left out. It stays as it was." in words(done)
    after = Response.objects.counted().get(reference=entry.reference)
    assert (after.version, after.name, after.corrected_because) == (
        2,
        "Jo Example",
        "Names were misread.",
    )
    assert (after.entered_by, after.received_at) == (admin_user, entry.received_at)
    assert Response.objects.counted().get(reference=other.reference) == other


def test_all_can_be_ticked_at_once_beside_new_responses(officers, consultation, upload):
    entries = [entered(consultation, text=f"Number {n}") for n in range(3)]
    rows = [row | {"name": "Jo Example"} for row in exported(consultation)]
    new = rows[0] | {"response": "", "text": "New."}
    page = words(upload(as_file([*rows, new])))
    assert "The file would add 1 response" in page
    assert "Correct all 3 as the file says" in page

    confirm(officers, all="on", offered=[str(e.pk) for e in entries], because="Names.")

    kept = ResponseImport.objects.get()
    assert (kept.response_total, kept.corrected_total, kept.known_total) == (1, 3, 0)
    assert set(Response.objects.counted().values_list("name", flat=True)) == {"Jo Example"}


def test_new_responses_are_imported_without_a_tick(officers, consultation, entry, upload):
    rows = [row | {"name": "Jo Example"} for row in exported(consultation)]
    upload(as_file([*rows, rows[0] | {"response": "", "text": "New."}]))

    confirm(officers)

    assert Response.objects.counted().count() == 2
    assert Response.objects.counted().get(reference=entry.reference) == entry


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"is_needed": "1"}, "Tick the responses that the file is to correct."),
        ({"ticked": True}, "Say why you correct them."),
        ({"ticked": True, "because": "x" * 2001}, "Say it in 2,000 characters or fewer."),
    ],
)
def test_an_incomplete_choice_is_refused_and_the_ticks_stay(
    officers, consultation, entry, upload, form, sentence
):
    upload(edited(consultation, name="Jo Example"))
    if form.pop("ticked", False):
        form["corrected"] = str(entry.pk)

    answer = confirm(officers, **form)

    assert answer.status_code == 422
    assert sentence in words(answer)
    ticked = f'value="{entry.pk}" checked' in answer.content.decode()
    assert ticked is ("corrected" in form)
    assert Response.objects.counted().get() == entry


@pytest.mark.parametrize("key", ["0", "x", "‘", "9" * 30, "-1"])
def test_what_was_not_offered_is_not_corrected(officers, consultation, entry, upload, key):
    upload(edited(consultation, name="Jo Example"))

    confirm(officers, corrected=key, because="Names.")

    assert Response.objects.counted().get() == entry


def test_who_ticked_what_another_officer_has_changed_since_is_told(
    officers, officer, consultation, entry, upload
):
    upload(edited(consultation, name="Jo Example"))
    said = as_entry(entry)
    other = type(said)(**vars(said) | {"details": said.details | {"name": "Jay"}})
    correct_entry(seen=entry, entry=other, because="Misread.", by=officer, at=AT)

    told = words(confirm(officers, corrected=str(entry.pk), because="Names."))

    assert "Nothing was imported. Some of these responses have changed" in told
    assert "It has been changed since this file was exported." in told
    assert Response.objects.counted().get().name == "Jay"
    assert ResponseImport.objects.get().imported_at is None


def test_all_or_nothing(consultation, keep, officer):
    entries = [entered(consultation, text=f"Number {n}") for n in range(2)]
    kept = keep(edited(consultation, name="Jo Example"))

    chosen = Chosen(corrected=[entries[0].pk, -1], because="Names.")
    with pytest.raises(NotImportedError):
        import_responses(kept=kept, by=officer, at=AT, chosen=chosen)

    assert set(Response.objects.counted()) == set(entries)


# What differs and is not offered, with the reason


def why_not(page):
    return re.search(r"Stays as it is\. (.*?) (?:What What|Throw)", words(page))[1]


def test_what_a_person_sent_online_is_not_offered(upload, consultation, public_window):
    response = factories.sent(public_window)

    page = upload(edited(consultation, text="Other words."))

    assert why_not(page).startswith("Its sender sent it on this website")
    assert f'name="corrected" value="{response.pk}"' not in page.content.decode()
    assert "Other" in words(page)


def test_what_was_withdrawn_is_not_offered(upload, consultation, entry, officer):
    file = edited(consultation, text=RIGHT)
    withdraw(response=entry, by=officer, reason="Asked.", at=AT)

    assert why_not(upload(file)) == "It was withdrawn, so it stays as it is."


def test_a_mistake_is_not_offered(upload, consultation, entry, officer):
    file = edited(consultation, text=RIGHT)
    mark_as_mistake(seen=entry, why="not-a-response", by=officer, at=AT)

    assert why_not(upload(file)).startswith("It is marked as entered by mistake.")


def test_what_is_published_is_not_offered(set_clock, upload, consultation, entry, officer):
    review_and_publish(
        consultation=consultation, seen=None, by=officer, at=london("2024-05-01T10:00")
    )
    set_clock("2024-05-02T10:00")

    assert why_not(upload(edited(consultation, text=RIGHT))).startswith("It is published,")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"channel": "pigeon"}, "We could not compare it. Row 2, channel: “pigeon” is not one of"),
        ({"received_at": "10/04/2023 12:00"}, "No window was open at midday"),
        ({"received_at": "10/04/2025 12:00"}, "This moment has not come yet."),
    ],
)
def test_what_cannot_be_entered_like_this_is_not_offered(
    upload, consultation, entry, changes, reason
):
    assert why_not(upload(edited(consultation, **changes))).startswith(reason)


def test_a_row_that_cannot_be_read_does_not_stop_the_others(officers, upload, consultation, entry):
    [row] = exported(consultation)
    new = row | {"response": "", "text": "New."}
    upload(as_file([row | {"channel": "pigeon"}, new]))

    confirm(officers)

    assert Response.objects.counted().count() == 2


def test_hostile_words_are_only_text_on_the_page(upload, consultation, entry):
    page = upload(edited(consultation, text="<script>alert(1)</script>")).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_ten_that_differ_cost_no_more_queries_than_one(
    consultation, keep, django_assert_max_num_queries
):
    for number in range(10):
        entered(consultation, text=f"Number {number}")
    file = keep(edited(consultation, name="Jo Example"))
    file = ResponseImport.objects.select_related("consultation__edition").get(pk=file.pk)

    with django_assert_max_num_queries(20):
        assert len(check(file, at=AT).differing) == 10
