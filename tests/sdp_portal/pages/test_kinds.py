"""Each address says who may keep its page: everybody, or nobody.

Officers' pages say so together: Django's admin forbids everybody to keep its pages, and a
middleware marks those of accounts (`tests/sdp_portal/officers/test_pages.py`).
"""

import pytest
from django.http import HttpResponse
from django.urls import URLResolver, get_resolver

from sdp_portal.pages.private import private_page
from sdp_portal.pages.public import is_public
from site_wide.views.well_known import ICONS

# Neither the same for everyone nor of one person.
OTHERS = {
    **{
        f"{base}search/": "made for the words that are asked for, and quick to make again"
        for base in ("", "strategies/<slug:strategy_slug>/", "editions/<slug:edition_slug>/")
    },
    "follow/": "a form for everybody, that search engines may list; nobody keeps it",
    **dict.fromkeys(ICONS, "the same for everyone, and kept for a week without asking again"),
    "consultations/<slug:slug>/responses.csv": "sent while it is made, so no page to keep",
    "consultations/<slug:slug>/response-form.pdf": "a file, made for whoever prints it",
}
OF_OFFICERS = ("admin/", "officers/")


def addresses(resolver, before=""):
    """(route, view) of each that is not for officers."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if route.startswith(OF_OFFICERS):
            continue
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            yield route, pattern.callback


def kind(view):
    if is_public(view):
        return "public"
    return "private" if hasattr(view, "is_private_page") else "other"


def routes(wanted):
    return {route for route, view in addresses(get_resolver()) if kind(view) == wanted}


def test_each_address_is_public_or_private_or_named_here_with_the_reason():
    assert routes("other") == set(OTHERS)


def test_nothing_is_public_and_private():
    assert not any(is_public(v) for _, v in addresses(get_resolver()) if kind(v) == "private")
    assert {"", "timeline/", "feed.xml"} <= routes("public")
    assert not routes("public") & routes("private")


def test_what_has_a_secret_or_a_response_in_its_address_is_private():
    secret = {
        route
        for route, _ in addresses(get_resolver())
        if any(words in route for words in ("token", "ticket", "/respond/", "equality"))
    }

    assert len(secret) > 25
    assert secret <= routes("private")


@pytest.mark.parametrize("status", [200, 302, 404])
def test_a_private_page_is_kept_by_nobody_and_listed_nowhere(rf, status):
    answer = private_page(lambda request: HttpResponse(status=status))(rf.get("/"))

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock")
@pytest.mark.parametrize(
    "address",
    [
        "/consultations/draft-strategy-2024-29/respond/",
        "/consultations/draft-strategy-2024-29/respond/link/sent/",
        "/follow/asked/",
        "/follow/no-such-token/",
        "/invitations/no-such-token/",
        "/preview/no-such-ticket/",
    ],
)
def test_the_headers_arrive(client, address):
    answer = client.get(address)

    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.usefixtures("set_clock")
def test_search_engines_may_list_the_form_to_follow(client):
    answer = client.get("/follow/")

    assert answer["Cache-Control"] == "private, no-store"
    assert "X-Robots-Tag" not in answer
