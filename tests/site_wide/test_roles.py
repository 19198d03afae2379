"""Roles in plain words: the portal’s own stay, a partnership’s own are made and deleted."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from site_wide.officer_groups import GROUPS, MAY_DO, rights_of
from tests.strategy.reading import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]

ROLES = "/admin/auth/group/"


def rights(role):
    found = role.permissions.values_list("content_type__app_label", "codename")
    return {".".join(right) for right in found}


def page_of(role, page="change"):
    return f"{ROLES}{role.pk}/{page}/"


@pytest.mark.parametrize("name", GROUPS)
def test_a_role_of_the_portal_says_what_people_in_it_may_do_and_stays(admin_client, name):
    role = Group.objects.get(name=name)

    page = Page(admin_client.get(page_of(role)))

    assert MAY_DO[name] in page.text
    assert "can’t be changed or deleted" in page.text
    assert "Can view" not in page.text
    assert admin_client.post(page_of(role), {"name": "Mine"}).status_code == 403
    assert admin_client.post(page_of(role, "delete"), {"post": "yes"}).status_code == 403
    assert Group.objects.filter(name=name).exists()


def test_the_form_of_an_own_role_offers_what_the_portals_roles_may_do(admin_client):
    text = Page(admin_client.get(f"{ROLES}add/")).text

    assert [name for name, sentence in MAY_DO.items() if sentence not in text] == []
    assert "Can add" not in text
    assert "|" not in text


def test_an_own_role_has_the_rights_of_what_was_ticked(admin_client):
    name = "Youth – “workers” 👍"

    admin_client.post(f"{ROLES}add/", {"name": name, "may": ["Publisher", "Subgroup lead"]})

    role = Group.objects.get(name=name)
    assert rights(role) == rights_of("Publisher") | rights_of("Subgroup lead")


def test_changing_an_own_role_keeps_rights_that_the_page_does_not_offer(admin_client):
    role = Group.objects.create(name="Own")
    role.permissions.set(
        Permission.objects.filter(codename__in=["change_session", "change_own_subgroup"])
    )
    page = Page(admin_client.get(page_of(role)))
    sent = {a["name"]: a.get("value") for t, a in page.tags if t == "input" and "name" in a}

    admin_client.post(page_of(role), sent | {"may": ["Account manager"]})

    assert rights(role) == {"sessions.change_session"} | rights_of("Account manager")


def test_what_is_no_role_of_the_portal_is_refused(admin_client):
    admin_client.post(f"{ROLES}add/", {"name": "Mine", "may": ["Superuser"]})

    assert not Group.objects.filter(name="Mine").exists()


def test_an_own_role_is_deleted_once_nobody_has_it(admin_client, make_officer):
    role = Group.objects.create(name="Youth workers")
    officer = make_officer("jo", "Analyst")
    officer.groups.add(role)

    text = Page(admin_client.get(page_of(role))).text
    refused = admin_client.post(page_of(role, "delete"), {"post": "yes"})

    assert "You can delete this role once nobody has it. These have it: " in text
    assert officer.get_username() in text
    assert refused.status_code == 403

    officer.groups.remove(role)
    asked = Page(admin_client.get(page_of(role, "delete")))
    sent = {a["name"]: a.get("value") for t, a in asked.tags if t == "input" and "name" in a}
    admin_client.post(page_of(role, "delete"), sent)

    assert "Nobody has it, so nobody loses anything." in asked.text
    assert "permission" not in asked.text.lower()
    assert not Group.objects.filter(name="Youth workers").exists()


def test_ten_roles_take_as_many_queries_as_one(admin_client, admin_user):
    Group.objects.create(name="Own 0").user_set.add(admin_user)
    admin_client.get(ROLES)
    with CaptureQueriesContext(connection) as few:
        admin_client.get(ROLES)
    for n in range(1, 10):
        Group.objects.create(name=f"Own {n}").user_set.add(admin_user)

    with CaptureQueriesContext(connection) as many:
        admin_client.get(ROLES)

    assert len(many) == len(few)
