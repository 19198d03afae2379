"""The menu of the admin."""

import pytest
from django.contrib import admin

from site_wide.navigation import MENU
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db


def menu_of(client, path="/admin/"):
    """{name of the group: {words of an entry: its address}}"""
    groups = client.get(path).context["available_apps"]
    return {
        group["name"]: {str(entry["name"]): entry["admin_url"] for entry in group["models"]}
        for group in groups
    }


def test_every_list_of_the_admin_is_in_the_menu_once():
    entries = [entry for group in MENU.values() for entry in group if isinstance(entry, str)]

    assert sorted(entries) == sorted(model._meta.label_lower for model in admin.site._registry)


def test_it_follows_the_work(admin_client):
    menu = menu_of(admin_client)

    assert list(menu) == list(MENU)
    assert list(menu["Consultation: responses"])[:3] == [
        "Responses",
        "Comments",
        "Enter a response",
    ]


def test_an_officer_sees_only_what_they_may_open(signed_in):
    client = signed_in("Strategy editor")
    menu = menu_of(client)

    assert list(menu) == [name for name in MENU if name in menu]
    assert "Consultation: responses" not in menu
    for entries in menu.values():
        for words, address in entries.items():
            assert client.get(address, follow=True).status_code == 200, words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/admin/consultation/response/", "Responses"),
        ("/admin/consultation/response/enter/", "Enter a response"),
        ("/admin/consultation/window/add/", "Windows"),
    ],
)
def test_one_entry_is_the_page_that_one_is_on(admin_client, path, words):
    page = Page(admin_client.get(path))

    marked = [at for tag, at in page.tags if tag == "a" and at.get("aria-current") == "page"]
    assert len(marked) == 1
    assert menu_of(admin_client, path)
    assert marked[0]["href"] in {
        entries[words] for entries in menu_of(admin_client).values() if words in entries
    }


def test_officers_without_a_role_are_told_whom_to_ask(signed_in):
    assert "Ask whoever manages officers" in signed_in().get("/admin/").content.decode()
