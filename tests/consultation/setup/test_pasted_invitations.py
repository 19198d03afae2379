"""Lists from Outlook: surnames first, and one entry among many that cannot be read."""

import pytest
from django.urls import reverse

from consultation.models import Invitation
from consultation.setup.invitation_list import turned_round
from tests.strategy.reading import Page

INVITE = reverse("admin:consultation_invitation_add")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("set_clock"),
    pytest.mark.ignore_template_errors,
]


@pytest.fixture
def window(consultation):
    return consultation.windows.get(audience="invited")


def hidden_fields(response):
    return {
        attributes["name"]: attributes.get("value", "")
        for tag, attributes in Page(response).tags
        if tag == "input" and attributes.get("type") == "hidden"
    }


def names_invited(client, window, people, **fields):
    """The names after the page on which the officer checks the list, as a browser sends it on."""
    checked = client.post(INVITE, {"window": window.pk, "people": people, **fields})
    client.post(INVITE, hidden_fields(checked) | {"invite": "Invite and send"})
    return [invitation.name for invitation in Invitation.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("listed", "turned"),
    [
        ("Adams, Jane <jane@example.org>", "Jane Adams"),
        ('"Adams, Jane" <jane@example.org>', "Jane Adams"),
        ("'Adams, Jane' <jane@example.org>; al@example.org", "Jane Adams"),
        ("Adams, Jane (Housing) <jane@example.org>", "Jane Adams (Housing)"),
        ("“Adams, Jane”\tjane@example.org", "Jane Adams"),
        ("ADAMS,Jane M. <jane@example.org>", "Jane M. ADAMS"),
        ("van der Berg, Ana María <jane@example.org>", "Ana María van der Berg"),
        ("O’Neil-Smith, Siân <jane@example.org>", "Siân O’Neil-Smith"),
    ],
)
def test_a_surname_that_comes_first_is_turned_round(admin_client, window, listed, turned):
    assert names_invited(admin_client, window, listed)[0] == turned


@pytest.mark.parametrize(
    "name",
    [
        "Youth Council, Northshire",
        "Adams, Jane, Dr",
        "Jane Adams",
        "Housing, Health and Care",
        "Room 3, East",
        "👩‍👧, –",
        ", Jane",
    ],
)
def test_a_name_that_may_be_something_else_stays_as_listed(name):
    assert turned_round(name) in (name, "– 👩‍👧")


def test_the_officer_sees_what_was_turned_round_and_can_keep_it_as_listed(admin_client, window):
    people = "Adams, Jane <jane@example.org>; Youth Council, Northshire <youth@example.org>"
    fields = {"window": window.pk, "people": people}

    turned = admin_client.post(INVITE, fields).content.decode()
    kept = admin_client.post(INVITE, fields | {"names_as_listed": "on"})

    assert "Listed as “<bdi>Adams, Jane</bdi>”" in turned
    assert turned.count("Listed as") == turned.count("Is the surname first?") == 1
    assert "Listed as" not in Page(kept).text
    assert "Put first names first" in Page(kept).text
    assert names_invited(admin_client, window, people, names_as_listed="on") == [
        "Adams, Jane",
        "Youth Council, Northshire",
    ]


def test_a_list_without_such_names_is_not_asked_about_them(admin_client, window):
    page = admin_client.post(INVITE, {"window": window.pk, "people": "Jo <jo@example.org>"})

    assert "names_as_listed" in page.content.decode()
    assert "surname" not in page.content.decode()


@pytest.mark.parametrize("names", ["Adams, Jane; Brown, Bob", "Jane Adams; Bob Brown;"])
def test_names_that_outlook_copied_without_addresses_are_not_one_person(
    admin_client, window, names
):
    page = admin_client.post(INVITE, {"window": window.pk, "people": names}).content.decode()

    assert "Line 1: there are names but no email address." in page


# One entry that cannot be read


@pytest.mark.parametrize(
    "bad",
    ["Bad <bad@>", "No Address", "Example, Jo, jo@example", "x" * 201 + " <b@example.org>"],
)
def test_an_entry_that_cannot_be_read_leaves_the_others_of_its_line(admin_client, window, bad):
    people = f"Ann <ann@example.org>; {bad}; Adams, Cy <cy@example.org>"
    fields = {"window": window.pk, "people": people}

    checked = admin_client.post(INVITE, fields | {"invite": "Invite and send"})

    page = checked.content.decode()
    assert not Invitation.objects.exists()
    assert "We cannot read 1 entry on the list" in page
    assert 'name="line-1-2" rows="2"' in page
    assert "You are inviting 2 people or groups" in page

    fields |= {"line-1-2": "Bea, bea@example.org"}
    checked = hidden_fields(admin_client.post(INVITE, fields))
    admin_client.post(INVITE, checked | {"invite": "Invite and send"})

    assert set(Invitation.objects.values_list("name", "email")) == {
        ("Ann", "ann@example.org"),
        ("Bea", "bea@example.org"),
        ("Cy Adams", "cy@example.org"),
    }


def test_an_emptied_entry_is_left_out_and_the_others_stay(admin_client, window):
    people = "Jo; jo@example.org; Bad <bad@>; Al; al@example.org"

    assert names_invited(admin_client, window, people, **{"line-1-2": " "}) == ["Jo", "Al"]


@pytest.mark.parametrize("field", ["line-1-9", "line-9-1", "line-1-2-3", "line-1-"])
def test_a_field_of_no_entry_changes_nothing(admin_client, window, field):
    people = "Jo <jo@example.org>; Al <al@example.org>"

    assert names_invited(admin_client, window, people, **{field: "“"}) == ["Jo", "Al"]
