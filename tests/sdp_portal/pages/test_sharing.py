"""Every answer of every address says whether caches may show it to somebody else."""

import re
from contextlib import suppress

import pytest
from django.conf import settings
from django.urls import Resolver404, URLResolver, get_resolver, resolve

from sdp_portal.health import FOR_MACHINES as OF_PROBES
from sdp_portal.pages.public import is_public
from sdp_portal.pages.sharing import COOKIES, is_for_everyone
from site_wide.views.well_known import ICONS
from tests.strategy.addresses import FOR_MACHINES, OTHER_PAGES, PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

CONSULTATION = "/consultations/draft-strategy-2024-29/"
NOBODY = "private, no-store"
EVERYBODY = "public, max-age=0, must-revalidate"
ONE_WEEK = "public, max-age=604800"
NOTHING_TO_FILL_IN = re.compile(r"<[^>]+>|\(.*\)")


def every_address(resolver=None, before="/"):
    """One address for each pattern: those of officers, of accounts and of machines too."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$").rstrip("\\Z")
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern, route)
        else:
            # A consultation, an edition and a page of the demonstration; a number for rows.
            route = route.replace("consultations/<slug:slug>/", CONSULTATION.lstrip("/"))
            route = route.replace("<slug:edition_slug>", "consultation-draft")
            yield NOTHING_TO_FILL_IN.sub("1", route).replace("?", "")


ADDRESSES = sorted(
    {*every_address(), *PAGES, *OTHER_PAGES, *FOR_MACHINES, *OF_PROBES, "/no-such-page/"}
)
STRANGERS = ["", "_ga=GA1.2.3", "consent=yes; xsessionid=1"]
OURS = [f"_ga=1; {name}=1" for name in (*COOKIES, f"{settings.RESPONSE_COOKIE_PREFIX}a")]


def test_the_walk_goes_everywhere():
    assert len(ADDRESSES) > 300
    assert {"/", "/healthz", "/feed.xml", "/admin/", f"{CONSULTATION}respond/"} <= set(ADDRESSES)


@pytest.mark.parametrize("cookie", OURS)
def test_nothing_asked_with_a_cookie_of_ours_is_for_others(client, cookie):
    said = {each: keepers(client, each, cookie) for each in ADDRESSES}

    icons = {f"/{name}": ONE_WEEK for name in ICONS}
    assert {each: words for each, words in said.items() if words != NOBODY} == icons


@pytest.mark.parametrize("cookie", STRANGERS)
def test_for_others_are_the_public_pages_alone(client, cookie):
    for address in ADDRESSES:
        answer = client.get(address, headers={"cookie": cookie})

        is_page = answer.status_code == 200 and leads_to_public_page(address)
        is_icon = address.lstrip("/") in ICONS
        expected = ONE_WEEK if is_icon else EVERYBODY if is_page else NOBODY
        assert one_of_three(answer) == expected, address


def leads_to_public_page(address) -> bool:
    with suppress(Resolver404):
        return is_public(resolve(address.partition("?")[0]).func)
    return False


def keepers(client, address, cookie) -> str:
    return one_of_three(client.get(address, headers={"cookie": cookie}))


def one_of_three(answer) -> str:
    """Django's own ways to say nobody count as ours."""
    said = answer.get("Cache-Control", "nothing")
    words = set(said.split(", "))
    return NOBODY if {"private", "no-store"} <= words and "public" not in words else said


@pytest.mark.parametrize("method", ["post", "put", "delete", "options"])
def test_what_only_reading_can_ask_is_for_nobody_else(client, method):
    assert one_of_three(getattr(client, method)("/")) == NOBODY


def test_a_fragment_for_htmx_is_for_nobody_else(client):
    assert one_of_three(client.get("/", headers={"hx-request": "true"})) == NOBODY


def test_the_way_to_https_is_kept_by_nobody(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    answer = client.get("/")

    assert answer.status_code == 301
    assert one_of_three(answer) == NOBODY


def test_a_proxy_is_told_to_show_a_public_page_for_one_second_and_no_other(client):
    assert client.get("/")["X-Accel-Expires"] == "1"
    assert "X-Accel-Expires" not in client.get("/", headers={"cookie": OURS[0]})
    assert "X-Accel-Expires" not in client.get("/search/")


@pytest.mark.parametrize("query", ["", "?utm=1", "?part=vision", "?page=2"])
def test_no_proxy_keeps_what_people_wrote(client, public_window, query):
    page = client.get(f"{CONSULTATION}responses/{query}")

    assert page["Cache-Control"] == EVERYBODY
    assert "X-Accel-Expires" not in page


@pytest.mark.parametrize("cookie", OURS)
def test_a_request_with_a_cookie_of_ours_is_one_persons(cookie):
    assert not is_for_everyone({"REQUEST_METHOD": "GET", "HTTP_COOKIE": cookie})
