"""One mistake in an officers' form is told at its top, and costs nothing that was typed."""

import re

import pytest
from django.forms import ChoiceField

from consultation.models import Consultation, EqualityQuestion, Window
from strategy.models import Document, Edition, Milestone, Strategy, SupportService
from tests.sdp_portal.officers.forms import filled_in
from tests.sdp_portal.officers.test_two_officers import draft, page_of, row_of
from themes.models import Subgroup

__all__ = ["draft", "row_of"]  # fixtures
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
WRONG = "31/02/2024 “no” – 🙂"
ADDED = [Consultation, Window, Milestone, Strategy, Edition, Subgroup, SupportService, Document]


def shown(answer):
    """The names of the fields that an officer sees, and what they hold."""
    sent = filled_in(answer)
    fields = answer.context["adminform"].form.visible_fields()
    for each in answer.context["inline_admin_formsets"] or []:
        fields += [field for form in each.formset.forms for field in form.visible_fields()]
    names = tuple(field.html_name for field in fields)
    return {name: words for name, words in sent.items() if re.sub(r"_[01]\Z", "", name) in names}


@pytest.mark.parametrize("model", [Consultation, Strategy, Window, Milestone, EqualityQuestion])
def test_one_mistake_costs_nothing_that_was_typed(admin_client, row_of, model):
    """Each field in turn holds the mistake, also those of rows below the form."""
    address = page_of(row_of(model))
    page = admin_client.get(address)
    for name in shown(page):
        sent = filled_in(page)
        answer = admin_client.post(address, sent | {name: [WRONG]})
        if answer.status_code == 302:  # no mistake in this field
            page = admin_client.get(address)
            continue

        assert shown(answer) | {name: ""} == shown(page) | {name: ""}
        assert "There is a problem" in answer.content.decode()


@pytest.mark.parametrize("model", ADDED, ids=lambda model: model._meta.label)
def test_nor_on_the_form_of_a_new_row(admin_client, edition, model):
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    page = admin_client.get(address)
    fields = page.context["adminform"].form.fields
    typed = {
        name: ["31/02/2024" if name.endswith("_on") else "Typed – “so” 🙂"]
        for name, words in shown(page).items()
        if words == [""] and not isinstance(fields.get(name), ChoiceField)
    }

    answer = admin_client.post(address, filled_in(page) | typed)

    assert answer.status_code == 200
    assert {name: shown(answer)[name] for name in typed} == typed


def test_the_summary_takes_the_focus_and_links_to_each_field(admin_client, public_window):
    address = page_of(public_window)
    sent = filled_in(admin_client.get(address))

    page = admin_client.post(address, sent | {"title": [""], "last_minute_1": ["25:61"]})

    html = page.content.decode()
    summary = html[html.index('class="errornote sdp-problems"') :].split("</div>")[0]
    assert 'tabindex="-1" autofocus' in summary
    assert re.findall(r'<a href="#(.*?)">(.*?)</a>', summary) == [
        ("id_title", "Title: This field is required."),
        ("id_last_minute_0", "Last minute: Enter a valid time."),
    ]
    assert all(f'id="{place}"' in html for place in ["id_title", "id_last_minute_0"])
    assert "<title>Error: " in html


def test_it_links_to_rows_below_the_form(admin_client, consultation):
    address = page_of(consultation)
    sent = filled_in(admin_client.get(address))

    page = admin_client.post(address, sent | {"circulation-0-name": [""]}).content.decode()

    assert (
        '<a href="#id_circulation-0-name">Circulation group 1, Name: This field is required.</a>'
        in page
    )


def test_it_says_what_is_wrong_with_the_whole_form(admin_client, edition):
    address = page_of(edition.strategy)
    sent = filled_in(admin_client.get(address))
    nobody = {"contact_telephone": "", "contact_email": "", "contact_post": ""}

    page = admin_client.post(address, sent | nobody).content.decode()

    assert '<a href="#id_title">Give a telephone number, an email or a postal address.</a>' in page


def test_pages_of_ours_have_it_too(admin_client, consultation):
    address = page_of(consultation, "change-address")
    sent = filled_in(admin_client.get(address))

    page = admin_client.post(address, sent | {"slug": "Bad One"})

    assert '<a href="#id_slug">New address: Use small letters' in page.content.decode()


def test_a_form_without_a_mistake_has_none(admin_client, consultation):
    assert "There is a problem" not in admin_client.get(page_of(consultation)).content.decode()
