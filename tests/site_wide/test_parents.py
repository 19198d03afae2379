"""Above every address there is a page: people shorten addresses, and links are cut in two."""

import re

import pytest
from django.urls import get_resolver

from tests.sdp_portal.pages.test_kinds import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

CONSULTATION = "/consultations/draft-strategy-2024-29"
FOR_MACHINES = {".well-known/", "mail/"}


def parents():
    """The routes above each route, without parameters' kinds: `themes/<>/`."""
    for route, _ in addresses(get_resolver()):
        steps = without_kinds(route).strip("/").split("/")
        yield from ("/".join(steps[:n]) + "/" for n in range(1, len(steps)))


def without_kinds(route):
    return re.sub("<[^>]*>", "<>", route)


def test_above_every_address_there_is_an_address():
    routes = {without_kinds(route) for route, _ in addresses(get_resolver())}

    assert "themes/" in set(parents())
    assert set(parents()) - FOR_MACHINES <= routes


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/themes/", "/#themes"),
        ("/areas-of-focus/", "/#themes"),
        ("/areas-of-assurance/", "/#themes"),
        ("/themes", "/themes/"),
        ("/editions/consultation-draft/themes/", "/editions/consultation-draft/#themes"),
        ("/editions/consultation-draft/compare/", "/editions/"),
        (f"{CONSULTATION}/respond", f"{CONSULTATION}/respond/"),
        (f"{CONSULTATION}/respond/continue/", f"{CONSULTATION}/respond/?lost"),
        ("/officers/", "/admin/"),
    ],
)
def test_it_leads_to_the_nearest_page(client, asked, leads_to):
    answer = client.get(asked)

    assert answer["Location"] == leads_to


def test_the_home_page_has_the_place_where_the_themes_are(client):
    assert 'id="themes"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/receipts/", "give the reference of your response"),
        ("/invitations/", "say who was invited"),
        ("/preview/", "ask whoever sent it to you"),
    ],
)
def test_a_link_that_was_cut_off_says_what_to_do(client, address, words):
    page = client.get(address)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "noindex" in page.content.decode()


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("favicon.ico", "image/x-icon", b"\0\0\1\0"),
        ("apple-touch-icon.png", "image/png", b"\x89PNG"),
        ("apple-touch-icon-precomposed.png", "image/png", b"\x89PNG"),
    ],
)
def test_browsers_keep_the_icons_that_they_ask_for_without_a_link(client, name, kind, begins):
    icon = client.get(f"/{name}")

    assert (icon.status_code, icon["Content-Type"]) == (200, kind)
    assert icon.content.startswith(begins)
    assert icon["Cache-Control"] == "public, max-age=604800"
