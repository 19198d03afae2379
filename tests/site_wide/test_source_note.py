"""Where an edition's text comes from: told on every page of it, and frozen with it."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from consultation.documents.paper_form import paper_form_data
from tests.conftest import london
from tests.sdp_portal.officers.forms import opened
from tests.strategy.addresses import OTHER_PAGES, PAGES
from tests.strategy.reading import Page, squeezed
from tests.themes.preview_links import partners_ticket
from themes.drafting.new_draft import start_draft
from themes.publishing.publication import (
    PublicationError,
    agree,
    propose,
    publish_edition,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

AT = london("2024-05-20T18:00")
OTHER_NOTE = "This is the text that the Board’s members – all of them – agreed. ✓"
RESPOND = "/consultations/draft-strategy-2024-29/respond/"
FORMS = [
    f"{RESPOND}comment/",
    f"{RESPOND}comment/?about=hate-crime",
    f"{RESPOND}comment/?about=road-safety",
    f"{RESPOND}questions/",
]


@pytest.fixture
def draft(edition):
    draft = start_draft(base=edition, slug="final", title="Final")
    draft.change_note = "After the consultation."
    draft.decided_by = "Safe Durham Partnership"
    draft.decided_on = AT.date()
    draft.source_note = OTHER_NOTE
    draft.save()
    return draft


def told(answer):
    """The note as a reader meets it; empty when the page has none."""
    return next((line for line in Page(answer).text.split("About this text: ")[1:]), "")


def test_the_draft_says_that_it_was_made_from_the_report(edition):
    assert "made from the partnership’s report of 16 April 2024" in edition.source_note
    assert "we do not have the draft itself" in edition.source_note
    assert "4 March 2024, is assumed" in edition.source_note


@pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES])
def test_every_page_of_an_edition_says_where_its_text_comes_from(client, edition, address):
    answer = client.get(address)
    is_of_an_edition = "outline" in (answer.context or {})

    assert bool(told(answer)) >= is_of_an_edition
    assert told(answer).startswith(edition.source_note) or not told(answer)


@pytest.mark.parametrize("address", [a for a in PAGES if a.startswith(("/themes/", "/areas-of"))])
def test_a_page_of_a_draft_says_so_first_and_where_it_comes_from_last(client, edition, address):
    main = Page(client.get(address)).text_of("main-content")

    assert main.startswith("Draft for consultation of 4 March 2024 ")
    assert main.endswith(f"About this text: {edition.source_note}")
    assert main.count("About this text") == 1


@pytest.mark.parametrize("address", ["/search/?q=summary", "/", "/document/", "/summary/"])
def test_the_short_text_and_the_whole_are_called_the_same_everywhere(client, address):
    words = Page(client.get(address)).text.lower()

    assert "what we will do" in words
    assert "the whole strategy" in words
    assert "on one page" not in words
    assert "whole document" not in words


@pytest.mark.parametrize("address", FORMS)
def test_so_do_the_forms_about_it(client, consultation, edition, address):
    consultation.questions.create(wording="How far do you agree?", position=0)

    assert told(client.get(address)).startswith(edition.source_note)


def test_so_do_the_consultations_page_and_its_paper_form(client, consultation, edition):
    page = client.get(consultation.get_absolute_url())

    assert told(page).startswith(edition.source_note)
    assert paper_form_data(consultation, at=AT)["about_this_text"] == edition.source_note


@pytest.mark.parametrize("address", ["", "document/", "themes/hate-crime-and-cohesion/"])
def test_a_preview_says_what_the_draft_will_say(client, draft, address):
    base = f"/preview/{partners_ticket(draft, at=None, until=AT)}/"

    assert told(client.get(base + address)).startswith(OTHER_NOTE)
    assert json.loads(client.get(f"{base}document.json").content)["about_this_text"] == OTHER_NOTE


def test_an_edition_without_a_note_says_nothing_of_it(client, draft, set_clock):
    draft.source_note = ""
    draft.save()
    publish_edition(edition=draft, at=AT)
    set_clock("2024-06-01T10:00")

    assert "About this text" not in Page(client.get("/document/")).text
    assert "About this text" in Page(client.get("/editions/consultation-draft/document/")).text


def test_officers_change_it_while_it_is_a_draft_and_not_after(admin_client, edition, draft):
    page = f"/admin/strategy/edition/{draft.pk}/change/"
    values = {"strategy": draft.strategy_id, "title": draft.title, "slug": draft.slug}
    values |= opened(admin_client, page)

    answer = admin_client.post(page, values | {"source_note": "Made by hand."})

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.source_note == "Made by hand."
    published = f"/admin/strategy/edition/{edition.pk}/change/"
    assert admin_client.post(published, values | {"source_note": "Else."}).status_code == 403


def test_the_database_freezes_it_with_the_edition(edition):
    with (
        pytest.raises(IntegrityError, match="is published"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE strategy_edition SET source_note = '' WHERE id = %s", [edition.pk])


def test_a_note_that_changed_must_be_proposed_again(draft, django_user_model):
    anna = django_user_model.objects.create_user("example-anna", is_staff=True)
    propose(edition=draft, by=anna, at=AT)
    draft.refresh_from_db()
    draft.source_note = "Another note."
    draft.save()

    with pytest.raises(PublicationError, match="Changed since it was proposed: “About this text”"):
        agree(edition=draft, by=anna, at=AT, alone_is_enough=True, proposed_at=AT)


def test_a_new_draft_begins_with_the_note_of_the_text_it_copies(edition):
    draft = start_draft(base=edition, slug="next", title="Next")

    assert draft.source_note == edition.source_note


def test_the_officer_who_agrees_reads_what_every_page_will_say(admin_client, edition, draft):
    page = admin_client.get(f"/admin/strategy/edition/{draft.pk}/publication/").content.decode()

    assert f"Every page says: “{OTHER_NOTE}”" in page
    assert edition.source_note in page


def test_the_officers_are_asked_whether_the_same_note_still_holds(admin_client, edition, draft):
    asked = "says the same. Does it still hold for this text?"
    address = f"/admin/strategy/edition/{draft.pk}/publication/"

    assert asked not in admin_client.get(address).content.decode()
    type(draft).objects.filter(pk=draft.pk).update(source_note=edition.source_note)

    assert asked in admin_client.get(address).content.decode()


def test_a_comparison_and_the_history_tell_both_notes(client, edition, draft, set_clock):
    publish_edition(edition=draft, at=AT)
    set_clock("2024-06-01T10:00")

    compared = Page(client.get("/editions/consultation-draft/compare/final/")).text
    history = Page(client.get("/editions/")).text

    for page in (compared, history):
        assert squeezed(edition.source_note) in page
        assert OTHER_NOTE in page
