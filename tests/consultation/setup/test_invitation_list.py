"""Whatever a mail program or a spreadsheet makes of a list of people: read whole, or refused."""

import re
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.setup.invitation_list import read_lines
from consultation.setup.invitations import Person


def read_people(text):
    """Everybody on the list, or ValidationError with all lines that cannot be read."""
    lines = read_lines(text)
    if problems := [f"Line {line.number}: {line.problem}" for line in lines if line.problem]:
        raise ValidationError(problems)
    return [person for line in lines for person in line.people]


tries = settings(deadline=None, derandomize=True, max_examples=50, database=None)

WORD = st.text("abcdeéñØ’–ß👮", min_size=1, max_size=8).map(lambda word: f"N{word}")
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
LAST_FIRST = st.tuples(WORD, NAME).map(", ".join)
LETTERS = r"[a-z]{1,8}(\.[a-z]{1,8})?(\+[0-9])?@[a-z]{2,8}\.(org|co\.uk)"
ADDRESS = st.from_regex(LETTERS, fullmatch=True)
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


SIGNS = [*"<>()[]\"'“”’,;\t\n ", "\r\n", "mailto:", "@"]
WORDS = ["Ann", "First, Ann", "a@b.org", "c.d@e.co.uk", "name"]
BETWEEN_WORDS = re.compile(r"""[\s<>()\[\],;:"“”]+|mailto:""")


def addresses_in(text):
    for word in BETWEEN_WORDS.split(text):
        with suppress(ValidationError):
            validate_email(word)
            yield word.lower()


@settings(tries, max_examples=500)
@given(text=st.lists(st.sampled_from(SIGNS + WORDS) | NAME | ADDRESS, max_size=14).map("".join))
def test_no_address_is_dropped_or_becomes_the_name_of_somebody_else(text):
    try:
        people = read_people(text)
    except ValidationError as refusal:
        told = refusal.messages
        people = None

    if people is None:
        assert all(re.match(r"Line \d+: ", each) for each in told)
    else:
        assert {person.email.lower() for person in people} >= set(addresses_in(text))
        assert all(person.name for person in people)
