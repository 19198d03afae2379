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


def test_the_form_of_an_own_role_offers_rights_in_plain_words(admin_client):
    text = Page(admin_client.get(f"{ROLES}add/")).text

    assert "Read consultations" in text
    assert "Publish editions" in text
    assert "Can add" not in text
    assert "|" not in text


def test_every_right_of_the_portals_roles_has_plain_words(admin_client):
    field = admin_client.get(f"{ROLES}add/").context["adminform"].form.fields["permissions"]

    offered = {f"{p.content_type.app_label}.{p.codename}" for p in field.queryset}
    assert offered >= {right for group in GROUPS for right in rights_of(group)}
    assert all(field.label_from_instance(right)[0].isupper() for right in field.queryset)


def test_an_own_role_is_made_with_the_rights_that_were_ticked(admin_client):
    right = Permission.objects.get(codename="view_response")

    admin_client.post(f"{ROLES}add/", {"name": "Youth – “workers” 👍", "permissions": [right.pk]})

    assert list(Group.objects.get(name="Youth – “workers” 👍").permissions.all()) == [right]


def test_a_right_that_no_role_of_the_portal_has_is_refused(admin_client):
    right = Permission.objects.get(codename="change_session")

    answer = admin_client.post(f"{ROLES}add/", {"name": "Mine", "permissions": [right.pk]})

    assert "permissions" in answer.context["errors"].as_data() or answer.status_code == 200
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
