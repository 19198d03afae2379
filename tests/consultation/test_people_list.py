"""Whatever a mail program or a spreadsheet makes of a list of people: read whole, or refused."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.inviting import Person
from consultation.people_list import read_people

tries = settings(deadline=None, derandomize=True, max_examples=200, database=None)

WORD = st.text("abcdeéñØ’–ß👮", min_size=1, max_size=8).map(lambda word: f"N{word}")
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
LAST_FIRST = st.tuples(WORD, NAME).map(", ".join)
ADDRESS = st.from_regex(
    r"[a-z]{1,8}(\.[a-z]{1,8})?\+?[0-9]?@[a-z]{2,8}\.(org|co\.uk)", fullmatch=True
)
ADDRESS = ADDRESS.filter(lambda address: "+@" not in address)
PEOPLE = st.lists(st.tuples(NAME | LAST_FIRST, ADDRESS), min_size=2, max_size=5)

SEPARATED = {
    "Outlook": ("; ", "{name} <{email}>", "; "),
    "Outlook, old": (";\u00a0", "'{name}' <mailto:{email}>", ";"),
    "Outlook, several lines": (";\r\n", "{name} <{email}>", ";\r\n"),
    "Gmail": (", ", '"{name}" <{email}>', ""),
    "Gmail, unquoted": (", ", "{name} <{email}>", ", "),
    "with parentheses": ("; ", "{name} ({email})", ""),
    "Excel": ("\r\n", "{name}\t{email}", "\r\n"),
    "CSV": ("\n", '"{name}","{email}"', "\n"),
    "CSV with semicolons": ("\n", '"{name}";"{email}"', "\n"),
    "Word": ("\n", "“{name}” <{email}>", ""),
}


@pytest.mark.parametrize("program", SEPARATED)
@tries
@given(people=PEOPLE)
def test_what_a_program_writes_is_read_back(program, people):
    separator, entry, end = SEPARATED[program]
    text = separator.join(entry.format(name=name, email=email) for name, email in people) + end

    assert read_people(text) == [Person(*person) for person in people]


@pytest.mark.parametrize("separator", ["; ", ", ", ";", "\n", ";\n", "\t", " ;\u00a0"])
@tries
@given(addresses=st.lists(ADDRESS, min_size=1, max_size=6))
def test_bare_addresses_are_read_back_with_themselves_as_names(separator, addresses):
    people = read_people(separator.join(addresses) + separator)

    assert people == [Person(address, address) for address in addresses]


PIECES = st.sampled_from(
    [
        *"<>()[]\"'“”’,;\t\n ",
        "\r\n",
        "mailto:",
        "Ann",
        "First, Ann",
        "a@b.org",
        "c.d@e.co.uk",
        "@",
        "name",
    ]
)


@settings(tries, max_examples=2000)
@given(text=st.lists(PIECES | NAME | ADDRESS, max_size=14).map("".join))
def test_no_address_is_dropped_or_becomes_a_name_of_somebody_else(text):
    try:
        people = read_people(text)
    except ValidationError as refusal:
        assert all(re.match(r"Line \d+: |\d+ more lines? ", each) for each in refusal.messages)
        return
    read = {person.email.lower() for person in people}
    for person in people:
        assert person.name
        if person.email:
            validate_email(person.email)
    for address in re.findall(
        r"[a-z0-9.+]+@[a-z]{2,}\.(?:org|co\.uk)", text.replace("mailto:", " ")
    ):
        assert address.lower() in read | {email[-len(address) :] for email in read}
