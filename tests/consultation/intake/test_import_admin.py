"""Officers import a file in the admin: checked, confirmed, once; and fetch counts and export."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.intake.reading import read_file
from consultation.models import Consultation, Response, ResponseImport, Window, Withdrawal
from sdp_portal.officers.sessions import note_request
from tests.conftest import london
from tests.consultation import factories
from tests.consultation.intake.test_choosing import changed, workbook
from tests.consultation.intake.test_importing import ROW as PAPER
from tests.consultation.intake.test_importing import table

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock", "kept_files"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]

IMPORTS = "/admin/consultation/responseimport/"
ROW = PAPER | {"received_at": "09/04/2024 14:30"}
EARLIER = {"received_at": "09/04/2024 14:30"}


def signed_in(*groups, permissions=()):
    """The client of an officer of these groups."""
    user = get_user_model().objects.create_user("somebody", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    session = client.session
    note_request(session, at=london("2100-01-01T00:00"))
    session.save()
    return client


@pytest.fixture
def upload(admin_client, consultation):
    def upload(content, name="responses.csv", *, client=admin_client):
        file = SimpleUploadedFile(name, content)
        return client.post(
            f"{IMPORTS}add/", {"consultation": consultation.pk, "file": file}, follow=True
        )

    return upload


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_file_is_checked_then_confirmed_and_its_responses_are_in_the_list(admin_client, upload):
    checked = upload(table(EARLIER, EARLIER | {"channel": "letter", "text": "By post."}))
    kept = ResponseImport.objects.get()

    assert "The file would add 2 responses with 2 comments and 0 answers." in text_of(checked)
    assert "Letter 1" in text_of(checked)
    assert not Response.objects.exists()

    done = admin_client.post(f"{IMPORTS}{kept.pk}/confirm/", follow=True)

    assert "Imported: 2 added." in text_of(done)
    assert Response.objects.count() == 2
    listed = admin_client.get(f"/admin/consultation/response/?imported_in__id__exact={kept.pk}")
    assert [str(r) for r in listed.context["cl"].result_list] == [
        str(r) for r in Response.objects.all()
    ]


def test_problems_are_told_by_row_and_column_and_there_is_nothing_to_confirm(upload):
    page = upload(table(EARLIER, EARLIER | {"channel": "pigeon", "text": ""}))

    assert "Nothing is imported yet: 2 problems" in text_of(page)
    assert "3 channel “pigeon” is not one of web, paper" in text_of(page)
    assert "3 text Enter a comment." in text_of(page)
    assert "confirm/" not in page.content.decode()


def test_of_very_many_problems_the_first_two_hundred_are_shown(upload):
    page = upload(table(*[EARLIER | {"text": ""}] * 250))

    assert "250 problems" in text_of(page)
    assert "These are the first 200:" in text_of(page)
    assert page.content.decode().count("Enter a comment.") == 200


def test_what_a_cell_says_is_only_text_on_the_page(upload):
    page = upload(table(EARLIER | {"channel": "<script>alert(1)</script>"}))

    assert "<script>alert(1)" not in page.content.decode()
    assert "&lt;script&gt;alert(1)" in page.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7\n", "This is not a table"),
        (b"channel,text\npaper,Hello", "These columns are missing: received_at"),
        (b"Only words.", "This file has none of the columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_the_field(upload, content, sentence):
    page = upload(content)

    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not ResponseImport.objects.exists()


def test_without_a_file_one_is_asked_for(admin_client, consultation):
    page = admin_client.post(f"{IMPORTS}add/", {"consultation": consultation.pk})

    assert "Choose a file." in text_of(page)


def test_a_very_large_file_is_refused_in_a_sentence(upload):
    page = upload(b"x" * (50 * 1024 * 1024 + 1))

    assert "larger than 50 MB" in text_of(page)


# Files that can be read in more than one way


def two_sheets():
    rows = [list(ROW), list(ROW.values())]
    return workbook({"Letters": rows, "Emails": [*rows, rows[1]]})


def choose(client, **chosen):
    kept = ResponseImport.objects.get()
    return client.post(f"{IMPORTS}{kept.pk}/choose/", chosen, follow=True)


def test_an_officer_chooses_the_sheet_of_a_workbook(admin_client, upload):
    page = upload(two_sheets(), name="responses.xlsx")
    assert "Which sheet do you want to import?" in text_of(page)
    assert "“Letters”: 1 row" in text_of(page)
    assert "“Emails”: 2 rows" in text_of(page)
    assert "confirm/" not in page.content.decode()

    page = choose(admin_client, sheet="Emails")
    assert "2 rows for" in text_of(page)
    assert "From the sheet “Emails” ." in text_of(page)
    assert "Not read , because you can import one sheet at a time: “Letters”: 1 row" in text_of(
        page
    )

    page = choose(admin_client, sheet="Letters")
    assert "The file would add 1 response" in text_of(page)
    kept = ResponseImport.objects.get()
    page = admin_client.post(f"{IMPORTS}{kept.pk}/confirm/", follow=True)
    assert "Imported: 1 added." in text_of(page)
    assert "Read from the sheet “Letters” ." in text_of(page)


def test_an_officer_chooses_the_encoding_by_words_of_the_file(admin_client, upload):
    content = table(EARLIER | {"text": "I don’t feel safe"}).decode().encode("mac_roman")

    page = upload(content)
    assert "Which words are spelled correctly?" in text_of(page)
    assert "donÕt (Windows, Western European)" in text_of(page)
    assert "don’t (Mac)" in text_of(page)
    assert "confirm/" not in page.content.decode()

    page = choose(admin_client, encoding="mac_roman")
    assert "Letters and signs read as: Mac ." in text_of(page)
    kept = ResponseImport.objects.get()
    admin_client.post(f"{IMPORTS}{kept.pk}/confirm/")
    assert Response.objects.get().comments.get().text == "I don’t feel safe"


@pytest.mark.parametrize("chosen", [{}, {"sheet": ""}, {"sheet": "Faxes"}, {"sheet": "\0"}])
def test_without_a_choice_one_is_asked_for_again(admin_client, upload, chosen):
    upload(two_sheets(), name="responses.xlsx")

    page = choose(admin_client, **chosen)

    assert page.status_code == 422
    assert page.content.decode().count("Error: ") == 1
    assert "Which sheet do you want to import?" in text_of(page)
    assert ResponseImport.objects.get().sheet == ""


def test_nothing_is_imported_before_the_choice_is_made(admin_client, upload):
    upload(two_sheets(), name="responses.xlsx")
    kept = ResponseImport.objects.get()

    page = admin_client.post(f"{IMPORTS}{kept.pk}/confirm/", follow=True)

    assert "Nothing was imported. Choose first how the file is to be read." in text_of(page)
    assert not Response.objects.exists()


def test_what_was_chosen_meanwhile_in_another_tab_is_not_imported_unseen(admin_client, upload):
    upload(two_sheets(), name="responses.xlsx")
    kept = ResponseImport.objects.get()
    page = choose(admin_client, sheet="Letters")
    assert '<input type="hidden" name="sheet" value="Letters">' in page.content.decode()
    choose(admin_client, sheet="Emails")

    seen = {"sheet": "Letters", "encoding": ""}
    page = admin_client.post(f"{IMPORTS}{kept.pk}/confirm/", seen, follow=True)

    assert "Nothing was imported. Somebody has changed how we read it." in text_of(page)
    assert "From the sheet “Emails” ." in text_of(page)
    assert not Response.objects.exists()


def test_of_an_imported_file_nothing_can_be_chosen(admin_client, upload):
    upload(two_sheets(), name="responses.xlsx")
    choose(admin_client, sheet="Letters")
    kept = ResponseImport.objects.get()
    admin_client.post(f"{IMPORTS}{kept.pk}/confirm/")

    choose(admin_client, sheet="Emails")

    kept.refresh_from_db()
    assert (kept.sheet, kept.row_total) == ("Letters", 1)


def test_whoever_may_only_read_cannot_choose(upload):
    upload(two_sheets(), name="responses.xlsx")

    page = choose(signed_in("Analyst"), sheet="Letters")

    assert page.status_code == 403


def test_what_was_left_out_of_a_file_is_told(upload):
    page = upload(b"Responses by post <b>\n\n" + table(EARLIER, EARLIER | {"text": "\u200b"}))

    assert "The columns are named in row 3." in text_of(page)
    assert "row 1 (“Responses by post &lt;b&gt;”)" in text_of(page)
    assert "invisible characters as empty: row 5 (text)." in text_of(page)
    assert "5 text Enter a comment." in text_of(page)


def test_a_file_that_ends_its_reader_is_refused_at_the_field(upload):
    """Its cell is so far away that the rectangle up to it fills every memory."""
    far = b"<c x='&gt;' r='XFD1048576'><v>1</v></c></row>"
    content = changed(two_sheets(), "xl/worksheets/sheet1.xml", b"</row>", far)

    page = upload(content, name="responses.xlsx")

    assert page.status_code == 422
    assert "more than 20,000 rows" in text_of(page)


def test_confirming_twice_adds_nothing_more(admin_client, upload):
    upload(table(EARLIER))
    address = f"{IMPORTS}{ResponseImport.objects.get().pk}/confirm/"
    admin_client.post(address)

    again = admin_client.post(address, follow=True)

    assert "imported before. Nothing was changed." in text_of(again)
    assert Response.objects.count() == 1


def test_the_same_file_uploaded_again_has_nothing_to_add(admin_client, upload):
    upload(table(EARLIER))
    admin_client.post(f"{IMPORTS}{ResponseImport.objects.get().pk}/confirm/")

    page = upload(table(EARLIER))

    assert "There is nothing to add. We have the one response" in text_of(page)
    assert "confirm/" not in page.content.decode()


def test_what_became_wrong_meanwhile_is_told_and_nothing_is_imported(
    admin_client, upload, public_window
):
    upload(table(EARLIER))
    Window.objects.filter(pk=public_window.pk).update(opens_at=london("2024-04-10T00:00"))

    page = admin_client.post(f"{IMPORTS}{ResponseImport.objects.get().pk}/confirm/", follow=True)

    assert "Nothing was imported." in text_of(page)
    assert "No window was open" in text_of(page)
    assert not Response.objects.exists()


def test_a_file_can_be_thrown_away_until_it_is_imported(admin_client, upload):
    upload(table(EARLIER))
    first = ResponseImport.objects.get()
    admin_client.post(f"{IMPORTS}{first.pk}/discard/")
    assert not ResponseImport.objects.exists()

    upload(table(EARLIER))
    second = ResponseImport.objects.get()
    admin_client.post(f"{IMPORTS}{second.pk}/confirm/")
    page = admin_client.post(f"{IMPORTS}{second.pk}/discard/", follow=True)

    assert "was imported, so it stays on the record" in text_of(page)
    assert ResponseImport.objects.exists()


def test_a_file_that_is_missing_is_said_to_be_missing(admin_client, upload, kept_files):
    upload(table(EARLIER))
    for path in kept_files.iterdir():
        path.unlink()

    page = admin_client.get(f"{IMPORTS}{ResponseImport.objects.get().pk}/change/")

    assert "The file is missing" in text_of(page)


def test_the_list_says_what_became_of_each_file(admin_client, upload):
    upload(table(EARLIER))
    admin_client.post(f"{IMPORTS}{ResponseImport.objects.get().pk}/confirm/")
    upload(table(EARLIER | {"channel": "pigeon"}), name="faulty.csv")

    assert "1 added" in text_of(admin_client.get(f"{IMPORTS}?imported=yes"))
    assert "faulty.csv 1" in text_of(admin_client.get(f"{IMPORTS}?imported=no"))
    assert "0 imports of responses" in text_of(admin_client.get(f"{IMPORTS}?imported=perhaps"))


@pytest.mark.parametrize("pk", ["0", "999999999999", "x", "%00"])
def test_an_import_that_is_not_there_is_not_found(admin_client, pk):
    assert admin_client.get(f"{IMPORTS}{pk}/change/").status_code == 404


def test_the_list_costs_the_same_queries_with_ten_times_as_many_rows(
    admin_client, upload, settings
):
    upload(table(EARLIER))
    kept = ResponseImport.objects.get()
    settings.DEBUG = True
    with CaptureQueriesContext(connection) as few:
        admin_client.get(IMPORTS)
    for number in range(10):
        kept.pk, kept.name = None, f"copy-{number}.csv"
        kept.save()

    with CaptureQueriesContext(connection) as many:
        admin_client.get(IMPORTS)

    assert len(many) == len(few)


# Who may


def test_a_consultation_officer_may_import_and_an_analyst_may_look(upload):
    officer = signed_in("Consultation officer")

    page = upload(table(EARLIER), client=officer)

    assert "The file would add 1 response" in text_of(page)
    assert officer.get(f"{IMPORTS}add/").status_code == 200


def test_whoever_may_only_read_can_neither_upload_nor_confirm(upload):
    upload(table(EARLIER))
    kept = ResponseImport.objects.get()
    analyst = signed_in("Analyst")

    assert analyst.get(f"{IMPORTS}{kept.pk}/change/").status_code == 200
    assert analyst.get(f"{IMPORTS}add/").status_code == 403
    assert analyst.post(f"{IMPORTS}{kept.pk}/confirm/").status_code == 403
    assert analyst.post(f"{IMPORTS}{kept.pk}/discard/").status_code == 403
    assert not Response.objects.exists()


@pytest.mark.parametrize("action", ["confirm", "discard"])
def test_reading_a_page_neither_imports_nor_throws_away(admin_client, upload, action):
    upload(table(EARLIER))
    kept = ResponseImport.objects.get()

    assert admin_client.get(f"{IMPORTS}{kept.pk}/{action}/").status_code == 405


# Counts and export


@pytest.fixture
def pages(consultation):
    return f"/admin/consultation/consultation/{consultation.pk}/"


def test_counts_are_told_by_window_channel_and_group(
    admin_client, consultation, public_window, pages
):
    group = consultation.circulation.first()
    factories.sent(public_window, via=group)
    factories.sent(public_window, comments=("One.", "Two."))
    Withdrawal.objects.create(
        response=factories.sent(public_window), withdrawn_at=london("2024-04-10T11:00")
    )

    text = text_of(admin_client.get(f"{pages}counts/"))

    assert "2 responses counted 3 comments" in text
    assert "Not counted: 1 withdrawn, 0 entered by mistake, and 0 earlier versions." in text
    assert f"{public_window} 2 2 3 0" in text
    assert f"{group} 1 1 0" in text
    assert "No group’s link 1 2 0" in text
    assert "a row for each comment and each answer: 3 rows." in text


def test_the_newest_live_consultation_is_a_link_away(admin_client, consultation, pages):
    answer = admin_client.get("/admin/consultation/consultation/counts/")

    assert answer.headers["Location"] == f"{pages}counts/"


def test_counts_of_a_consultation_that_nobody_has_answered(admin_client, pages):
    assert "0 responses counted" in text_of(admin_client.get(f"{pages}counts/"))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_is_a_private_download(admin_client, consultation, public_window, pages, kind):
    factories.sent(public_window)

    answer = admin_client.get(f"{pages}export/{kind}/")

    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="{consultation.slug}-2024-04-10-1000.{kind}"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    file = SimpleUploadedFile("export", b"".join(answer.streaming_content))
    assert [row.cells["text"] for row in read_file(file).rows] == [
        "I would report more if I heard back."
    ]
    answer.close()


def test_there_is_no_other_kind_of_export(admin_client, pages):
    assert admin_client.get(f"{pages}export/exe/").status_code == 404
    assert admin_client.post(f"{pages}export/csv/").status_code == 405


def test_whoever_may_not_see_responses_sees_neither_counts_nor_export(pages):
    editor = signed_in(permissions=["view_consultation"])

    for page in ("counts/", "export/csv/", "export/xlsx/"):
        assert editor.get(pages + page).status_code == 403
    assert editor.get("/admin/consultation/consultation/counts/").status_code == 403


def test_an_analyst_may_fetch_the_export(pages):
    analyst = signed_in("Analyst")

    assert analyst.get(f"{pages}counts/").status_code == 200
    answer = analyst.get(f"{pages}export/csv/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)


def test_while_no_consultation_is_live_there_is_nothing_to_count(admin_client):
    Consultation.objects.update(went_live_at=None)

    page = admin_client.get("/admin/consultation/consultation/counts/", follow=True)

    assert "No consultation is live yet, so there is nothing to count." in text_of(page)


def test_whoever_may_enter_no_responses_imports_none(upload):
    """A group of the partnership's own, which may import and not enter."""
    upload(table(EARLIER))
    kept = ResponseImport.objects.get()
    officer = signed_in(permissions=["view_responseimport", "add_responseimport"])

    assert officer.get(f"{IMPORTS}{kept.pk}/change/").status_code == 200
    for action in ("confirm", "discard", "choose"):
        assert officer.post(f"{IMPORTS}{kept.pk}/{action}/").status_code == 403
    assert officer.get(f"{IMPORTS}add/").status_code == 403
    assert upload(table(EARLIER), client=officer).status_code == 403
    assert not Response.objects.exists()
    assert ResponseImport.objects.get() == kept
