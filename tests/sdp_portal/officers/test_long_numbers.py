"""A number too long for Python or the database is one that nothing has; it breaks no page."""

import re
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import get_resolver

from sdp_portal.numbers import whole_number
from tests.sdp_portal.officers.forms import filled_in
from tests.sdp_portal.officers.test_two_officers import CHANGED, draft, page_of, row_of
from tests.sdp_portal.officers.test_what_can_be_asked import ASKED

__all__ = ["draft", "row_of"]  # fixtures
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,  # the admin's own templates ask for what may be missing
]
GAP = re.compile("<[^>]+>")
LONG = ["9" * 18, "9" * 19, "9" * 4301, "٣" * 4301]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        ("0", 0),
        ("9" * 18, 10**18 - 1),
        *[(text, None) for text in ["", "9" * 19, "9" * 4301, "-1", "+1", "1.0", " 1", "²", "1\0"]],
    ],
)
def test_reads_only_numbers_that_fit(text, number):
    assert whole_number(text) == number


@pytest.mark.parametrize("long", LONG, ids=len)
@pytest.mark.parametrize("model", CHANGED, ids=lambda model: model._meta.label)
def test_in_every_field_of_a_form(admin_client, row_of, model, long):
    address = page_of(row_of(model))
    sent = {name: long for name in filled_in(admin_client.get(address)) if "_FORMS" not in name}

    assert admin_client.post(address, sent).status_code == 200


@pytest.mark.parametrize("long", LONG, ids=len)
@pytest.mark.parametrize("model", ["section", "umbrellatheme", "areaoffocus", "goal"])
def test_in_a_form_that_adds_an_item(admin_client, draft, model, long):
    app = "strategy" if model == "section" else "themes"
    address = f"/admin/{app}/{model}/add/"
    names = ["edition", "theme", "area_of_focus", "parent", "lead", "position"]
    given = dict.fromkeys(names, long)

    assert admin_client.get(address, given).status_code == 200
    assert admin_client.post(address, {"title": "Title"} | given).status_code == 200


@pytest.mark.parametrize("long", LONG, ids=len)
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_in_what_a_list_or_a_page_is_asked_for(admin_client, model, long):
    start = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"

    for name in [*ASKED[model._meta.label_lower], "p", "page", "q"]:
        assert admin_client.get(start, {name: long}).status_code < 500
    for page in ["change", "delete", "history"]:
        assert admin_client.get(f"{start}{long}/{page}/").status_code < 500


def addresses(patterns, start=""):
    """Every address of the admin, with its gaps as in “admin/themes/goal/<path:object_id>/”."""
    for pattern in patterns:
        route = start + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        elif route.startswith("admin/") and "<" in route:
            yield route


ROUTES = sorted(set(addresses(get_resolver().url_patterns)))


@pytest.mark.parametrize("long", [LONG[0], LONG[-1], "9" * 5000], ids=len)
def test_in_every_address_of_the_admin(admin_client, long):
    assert len(ROUTES) > 100
    for route in ROUTES:
        address = "/" + GAP.sub(quote(long), route)

        for answer in [admin_client.get(address), admin_client.post(address)]:
            assert answer.status_code < 500, route
