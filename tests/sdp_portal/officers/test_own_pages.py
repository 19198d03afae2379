"""Each page that officers have beside Django's own, asked as it is declared."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import OfficersPages
from themes.models import Subgroup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
OF_DJANGO = {"add", "change", "changelist", "delete", "history"}
NOTHING = {"int": 0, "slug": "x", "str": "x", "path": "x"}  # permissions come before rows


def declared():
    """(model, page) of all pages."""
    return [
        (model, method.officers_page)
        for model, model_admin in admin.site._registry.items()
        for method in model_admin.declared_pages()
    ]


def url_name(model, page):
    return f"{model._meta.app_label}_{model._meta.model_name}_{page.name}"


def address_of(model, page):
    kinds = re.findall(r"<(\w+):\w+>", page.route)
    return reverse(f"admin:{url_name(model, page)}", args=[NOTHING[kind] for kind in kinds])


def in_full(model, permission):
    """As the officer holds it: "view" is the model's own."""
    if "." in permission:
        return permission
    return f"{model._meta.app_label}.{permission}_{model._meta.model_name}"


PAGES = [pytest.param(*each, id=url_name(*each)) for each in declared()]
# A page, the method it is asked by, and one of the permissions that this needs.
NEEDS = [
    pytest.param(model, page, method, needed, id=f"{url_name(model, page)} {method} {needed}")
    for model, page in declared()
    for method in ("GET", "POST")
    if method in page.methods
    for needed in [*page.permissions, *(page.to_post if method == "POST" else [])]
]


def test_pages_are_found_in_every_app():
    names = {url_name(*each) for each in declared()}

    assert len(names) == len(declared())
    assert {"strategy_edition_publication", "themes_goal_take_back"} <= names
    assert {"consultation_consultation_counts", "consultation_response_withhold"} <= names


def test_every_page_beside_those_of_django_is_declared():
    """No admin adds an address by hand: it would not be asked here."""
    for model, model_admin in admin.site._registry.items():
        if isinstance(model_admin, OfficersAdmin):
            ours = {url.name for url in model_admin.get_urls() if url.name} - {
                f"{model._meta.app_label}_{model._meta.model_name}_{name}" for name in OF_DJANGO
            }
            declared_here = {url_name(model, m.officers_page) for m in model_admin.declared_pages()}
            assert ours == declared_here
            assert type(model_admin).get_urls is OfficersPages.get_urls


@pytest.mark.parametrize(("model", "page"), PAGES)
def test_every_page_says_whom_it_is_for(model, page):
    assert page.permissions
    assert not page.to_post or "POST" in page.methods


@pytest.mark.parametrize(("model", "page"), PAGES)
def test_who_is_not_signed_in_is_led_to_do_so(client, model, page):
    answer = client.get(address_of(model, page))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize(("model", "page", "method", "needed"), NEEDS)
def test_each_permission_is_needed(signed_in, model, page, method, needed):
    """An officer with all the others, in all of the portal, is refused."""
    client = signed_in()
    app, _, codename = in_full(model, needed).partition(".")
    without = [codename]
    if codename.startswith("view_"):  # who may change a row may see it
        without.append(codename.replace("view_", "change_"))
    others = Permission.objects.exclude(content_type__app_label=app, codename__in=without)
    client.officer.user_permissions.set(others)

    answer = client.generic(method, address_of(model, page))

    assert answer.status_code == 403


@pytest.mark.parametrize(("model", "page"), PAGES)
def test_who_may_see_it_gets_past_the_door(signed_in, model, page):
    """So that the test above says something: with all permissions the row is not there, or the
    page answers."""
    client = signed_in()
    client.officer.user_permissions.set(Permission.objects.all())

    for method in page.methods:
        assert client.generic(method, address_of(model, page)).status_code != 403


def test_what_depends_on_the_row_is_asked_of_the_row(rf, make_officer, edition):
    """Who only leads a subgroup may change that one."""
    request = rf.get("/admin/")
    request.user = make_officer("jo", "Subgroup lead")
    led, other = Subgroup.objects.all()[:2]
    led.leads.add(request.user)
    subgroups = admin.site.get_model_admin(Subgroup)

    assert subgroups.may(request, ["view", "change"], led)
    assert not subgroups.may(request, ["view"], other)


@pytest.mark.parametrize(("model", "page"), PAGES)
def test_no_page_answers_to_another_method(admin_client, model, page):
    for method in {"GET", "POST", "PUT", "DELETE"} - set(page.methods):
        assert admin_client.generic(method, address_of(model, page)).status_code == 405


def test_the_admin_leads_to_our_own_page_for_a_new_password(admin_client):
    for send in (admin_client.get, admin_client.post):
        assert send("/admin/password_change/").url == "/officers/password/change/"
