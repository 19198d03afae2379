"""The Content-Security-Policy is strict, and no page needs more than it allows."""

import pytest
from django.urls import reverse

from tests.strategy.addresses import OTHER_PAGES, PAGES
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

RESPOND = "/consultations/draft-strategy-2024-29/respond/"
FORMS = [RESPOND, f"{RESPOND}comment/"]
ERRORS = ["/nothing-here/"]
DATA = {"application/json", "application/ld+json"}  # which browsers do not run
OFFICERS = [
    "admin:index",
    "admin:strategy_strategy_changelist",
    "admin:strategy_milestone_changelist",
    "admin:consultation_response_changelist",
    "admin:consultation_window_add",
]


def policy(response):
    directives = response.headers["Content-Security-Policy"].split(";")
    return {name: values for name, *values in (directive.split() for directive in directives)}


def assert_strict(response):
    directives = policy(response)
    assert directives["default-src"] == ["'self'"]
    assert directives["object-src"] == directives["base-uri"] == ["'none'"]
    assert directives["frame-ancestors"] == ["'none'"]
    assert directives["form-action"] == ["'self'"]
    values = {value for values in directives.values() for value in values}
    assert values <= {"'self'", "'none'"}


def inline(response):
    """What a strict policy would stop: styles and scripts inside the page."""
    found = []
    for tag, attributes in Page(response).tags:
        is_code = tag == "script" and attributes.get("type") not in DATA
        if tag == "style" or (is_code and not attributes.get("src")):
            found.append(tag)
        found += [name for name in attributes if name == "style" or name.startswith("on")]
    return found


@pytest.mark.parametrize("address", [*PAGES, *OTHER_PAGES, *FORMS, *ERRORS])
def test_a_public_page_has_a_strict_policy_and_keeps_to_it(client, address):
    response = client.get(address)

    assert_strict(response)
    assert inline(response) == []


@pytest.mark.parametrize("name", OFFICERS)
def test_the_admin_has_the_same_policy_and_keeps_to_it(admin_client, name):
    response = admin_client.get(reverse(name))

    assert response.status_code == 200
    assert_strict(response)
    assert inline(response) == []


def test_the_page_for_signing_in_has_it_too(client):
    response = client.get(reverse("account_login"))

    assert response.status_code == 200
    assert_strict(response)
    assert inline(response) == []


@pytest.mark.parametrize("address", ["/timeline.ics", "/document.json", "/healthz", "/robots.txt"])
def test_what_is_not_a_page_has_it_too(client, address):
    assert_strict(client.get(address))
