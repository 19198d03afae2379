"""The whole text as data: /document.json."""

import pytest

from strategy.models import Part

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def data(client):
    response = client.get("/document.json")
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def test_it_says_which_text_it_is(data, edition):
    assert {name: value for name, value in data.items() if name != "parts"} == {
        "strategy": "Safe Durham Partnership Strategy 2024–29",
        "edition": "Consultation draft",
        "published_at": "2024-03-04T09:00:00+00:00",
        "about_this_text": edition.source_note,
        "url": "http://testserver/",
    }


def test_it_holds_every_part_in_reading_order(data, edition):
    parts = list(edition.parts.in_reading_order().select_related("parent"))

    assert [
        (part["key"], part["kind"], part["number"], part["title"], part["html"], part["text"])
        for part in data["parts"]
    ] == [
        (part.key, part.kind, part.number, part.title, part.text, part.plain_text) for part in parts
    ]
    assert [part["parent"] for part in data["parts"]] == [
        part.parent.key if part.parent else None for part in parts
    ]


def test_every_part_leads_to_its_place(client, data):
    goal = next(part for part in data["parts"] if part["kind"] == Part.Kind.GOAL)

    assert goal["number"] == "1.1.1"
    assert goal["url"] == (
        "http://testserver/areas-of-focus/anti-social-behaviour/"
        "#anti-social-behaviour-goals-confidence-to-report"
    )


def test_letters_stand_as_they_are_and_not_as_codes(client):
    assert "2024–29" in client.get("/document.json").content.decode()


def test_an_edition_has_its_own(client):
    data = client.get("/editions/consultation-draft/document.json").json()

    assert data["url"] == "http://testserver/editions/consultation-draft/"
    assert data["parts"][0]["url"].startswith("http://testserver/editions/consultation-draft/")


@pytest.mark.parametrize("address", ["/document.json", "/editions/final/document.json"])
def test_what_is_not_published_is_not_found(client, set_clock, address):
    set_clock("2024-03-04T08:59")

    assert client.get(address).status_code == 404
