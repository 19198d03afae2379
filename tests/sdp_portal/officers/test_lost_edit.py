"""A form sent after the session has ended comes back, and can be sent again after signing in."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from strategy.models import Strategy
from tests.conftest import PASSWORD, london

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', re.DOTALL)
PAGE = "/admin/auth/group/add/"


@pytest.fixture
def officer(set_clock, make_officer, settings):
    """With the form's token checked, as in a browser."""
    settings.OFFICERS_NEED_SECOND_FACTOR = False
    client = Client(enforce_csrf_checks=True)
    client.officer = make_officer(is_superuser=True)
    client.force_login(client.officer)
    client.get(PAGE)
    return client


def token(client):
    return client.cookies["csrftoken"].value


def hidden(page):
    """What the page's form would send, with every value of a field."""
    sent = {}
    for name, value in HIDDEN.findall(page):
        sent.setdefault(unescape(name), []).append(unescape(value))
    return sent


def send_too_late(client, set_clock, address, data, **more):
    set_clock("2024-04-10T11:30")
    return client.post(address, data | {"csrfmiddlewaretoken": token(client)}, **more)


def sign_in(client):
    client.get("/officers/login/")
    data = {"login": "jo", "password": PASSWORD, "csrfmiddlewaretoken": token(client)}
    assert client.post("/officers/login/?next=/officers/back/", data).status_code == 302


def test_all_that_was_typed_comes_back_with_a_way_to_sign_in(officer, set_clock):
    answer = send_too_late(officer, set_clock, PAGE, {"name": "Night shift", "_save": "Save"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "You have been signed out" in page
    assert "Night shift" in page
    assert 'href="/officers/login/?next=%2Fofficers%2Fback%2F" target="_blank"' in page
    assert f'action="{PAGE}"' in page
    assert not Group.objects.filter(name="Night shift").exists()


def test_it_is_saved_after_signing_in_and_trying_again(officer, set_clock):
    may = ["Publisher", "Analyst", "Subgroup lead"]
    data = {"name": 'Night <shift> & "co"', "may": may, "_save": "Save"}
    page = send_too_late(officer, set_clock, PAGE, data).content.decode()

    form = hidden(page)
    assert form["may"] == may
    sign_in(officer)
    again = officer.post(PAGE, form)
    if again.status_code == 403:  # signing in made a new token; that page has it
        again = officer.post(PAGE, hidden(again.content.decode()))

    group = Group.objects.get(name='Night <shift> & "co"')
    assert again.headers["Location"] == "/admin/auth/group/"
    given = {each.codename for each in group.permissions.all()}
    assert given >= {"publish_edition", "view_response", "change_own_subgroup"}


def test_the_tables_inside_a_form_come_back_too(officer, set_clock):
    strategy = Strategy.objects.get()
    address = f"/admin/strategy/strategy/{strategy.pk}/change/"
    form = filled_in(officer.get(address))
    form["bodies-0-name"] = "A body with a new name"
    page = send_too_late(officer, set_clock, address, form).content.decode()
    kept = hidden(page)
    kept.pop("csrfmiddlewaretoken")
    sign_in(officer)

    answer = officer.post(address, kept | {"csrfmiddlewaretoken": token(officer)})

    assert answer.status_code == 302
    assert strategy.bodies.filter(name="A body with a new name").exists()


def filled_in(answer):
    """What the change page would send as it is."""
    context = answer.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    values = {}
    for form in forms:
        for field in form:
            value = field.value()
            values[field.html_name] = "" if value is None else value
    return {name: value for name, value in values.items() if value is not False}


def test_what_only_machines_need_is_carried_and_not_shown(officer, set_clock):
    data = {"name": "Night", "x_set-TOTAL_FORMS": "7", "x_set-0-id": "5", "_save": "Save"}

    page = send_too_late(officer, set_clock, PAGE, data).content.decode()

    assert re.findall(r'for="kept-[^"]*">([^<]*)<', page) == ["Name"]
    assert hidden(page)["x_set-TOTAL_FORMS"] == ["7"]


def test_a_password_is_not_given_back(officer, set_clock):
    data = {"username": "new", "password1": "secret words", "password2": "secret words"}

    page = send_too_late(officer, set_clock, PAGE, data).content.decode()

    assert "secret words" not in page
    assert "new" in page


def test_a_form_of_another_site_does_not_become_ours(officer, set_clock):
    set_clock("2024-04-10T11:30")

    answer = officer.post(PAGE, {"name": "Evil"}, headers={"Origin": "https://evil.example"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Try again" not in page
    assert hidden(page).get("name") is None


def test_reading_after_the_end_leads_to_signing_in_and_back(officer, set_clock):
    set_clock("2024-04-10T11:30")

    answer = officer.get(PAGE, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/officers/login/?next=")
    assert answer.wsgi_request.at > london("2024-04-10T11:30")


def test_the_page_after_signing_in_says_where_to_go_on(officer, set_clock):
    assert "Close this tab" in officer.get("/officers/back/").content.decode()
