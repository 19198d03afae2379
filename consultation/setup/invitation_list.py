"""Reads names and addresses that officers paste from a spreadsheet, a CSV or a mail program.

A line is a table row, separated by commas, semicolons or tabs, or a mail program's list of any
number of people (`mail_list.py`). The first line may have headings. Nothing is guessed: a table
row, or a person in a mail program's list, is read or comes with the reason why not, so that
officers can mend it.
"""

import csv
import re
import unicodedata
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from consultation.notifications.mail_list import (
    ADDRESS,
    UnreadableError,
    is_from_mail,
    read_mail_list,
    shown,
)
from consultation.setup.invitations import Person
from sdp_portal.characters import TURNS_TEXT_AROUND

MAX_PEOPLE = 500
MAX_NAME = 200
MAX_EMAIL = 254
MAX_LINE = 2_000  # characters in a table row
MAX_TEXT = 300_000  # 500 people with the longest names and addresses
SEPARATORS = "\t;,"  # a tab first: a spreadsheet cell may have the others in it
HEADINGS = {
    **dict.fromkeys(["name", "full name", "person", "group", "name or group"], "name"),
    **dict.fromkeys(["first name", "forename", "given name"], "first"),
    **dict.fromkeys(["last name", "surname", "family name"], "last"),
    **dict.fromkeys(["email", "e-mail", "email address", "e-mail address", "mail"], "email"),
    **dict.fromkeys(["organisation", "organization", "company", "on behalf of"], "organisation"),
}
# Outlook and Word replace the spaces and quotation marks of the keyboard, and add marks that nobody
# sees. A zero-width joiner (U+200D) stays: it holds emoji together.
OTHER_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000", " ")
    | dict.fromkeys("\u200b\u200e\u200f\u2060\u00ad\ufeff")
)
OTHER_QUOTES = re.compile(r"(^|[;,\t]) *“([^“”]*)”")
MAILTO = re.compile(r"(\w)?mailto:", re.IGNORECASE)  # after a word it begins another
# One surname, perhaps with small words before it (van der Berg), then one or two first names.
LAST_NAME_FIRST = re.compile(
    r"(?P<last>([^\W\d_A-Z]\S* ){0,3}[^\s,\d]+), *(?P<first>[^\s,\d(]+( [^\s,\d(]+)?)"
    r"(?P<more> \([^()]*\))?"
)
END_OF_LINE = re.compile("\r\n|\r|\n")


class Line(NamedTuple):
    """A line of the list, or one entry of it: the people on it, or why it cannot be read.

    `field` is the field on which officers mend it.
    """

    number: int
    field: str
    text: str
    people: list[Person]
    problem: str = ""


class Columns(NamedTuple):
    separator: str
    names: list[str]


def read_lines(text: str) -> list[Line]:
    """The lines that are not empty, without headings. Raises ValidationError if it is too long."""
    if len(text) > MAX_TEXT:
        raise ValidationError(f"The list has {len(text):,} characters. Paste part of it at a time.")
    numbered = [(n, line, _plain(line)) for n, line in enumerate(END_OF_LINE.split(text), 1)]
    numbered = [each for each in numbered if each[2].strip(" \t,;")]
    if len(numbered) > MAX_PEOPLE + 1:
        raise ValidationError(
            f"The list has {len(numbered):,} lines. Invite at most {MAX_PEOPLE} people at a time."
        )
    columns = _headings(numbered[0][2]) if numbered else None
    if columns:
        numbered = numbered[1:]
    if not columns or len(columns.names) == 1:
        columns = Columns(_separator([plain for *_, plain in numbered]), [])
    lines = [line for each in numbered for line in _read(*each, columns)]
    if (number := sum(len(line.people) for line in lines)) > MAX_PEOPLE:
        raise ValidationError(
            f"The list has {number:,} people. Invite at most {MAX_PEOPLE} at a time."
        )
    return lines


def mended(text: str, instead: dict[str, str]) -> str:
    """The list with the words of these fields (`Line.field`) in it. What is emptied is gone."""
    lines = enumerate(END_OF_LINE.split(text), 1)
    return "\n".join(_mended_line(f"line-{number}", line, instead) for number, line in lines)


def _mended_line(field, line, instead):
    if field in instead:
        return instead[field]
    if not any(name.startswith(f"{field}-") for name in instead):
        return line
    try:
        entries = read_mail_list(_plain(line))
    except UnreadableError:
        return line
    texts = [instead.get(f"{field}-{n}", entry.text) for n, entry in enumerate(entries, 1)]
    return "; ".join(text for text in texts if text.strip())


def turned_round(name: str) -> str:
    """“Jane Adams (Housing)” for “Adams, Jane (Housing)”, as address books list people.

    Any other name stays as it is. Officers see both names before anything is sent.
    """
    found = LAST_NAME_FIRST.fullmatch(name)
    return f"{found['first']} {found['last']}{found['more'] or ''}" if found else name


def problem_with_name(name: str) -> str:
    """Why `name` is refused, as the end of a sentence that begins with it; empty if it is not."""
    if not name:
        return "the name is missing."
    return _problem_with_words(name, "the name")


def problem_with_organisation(organisation: str) -> str:
    return _problem_with_words(organisation, "the organisation")


def _problem_with_words(words, what):
    if len(words) > MAX_NAME:
        return f"{what} has {len(words):,} characters; it can have {MAX_NAME} at most."
    if any(unicodedata.category(character) == "Cc" for character in words):
        return f"{what} has a control character in it, which cannot be seen. Type it again."
    if TURNS_TEXT_AROUND & set(words):
        return f"{what} has a character in it that turns text around. Type it again."
    return ""


def _plain(line):
    """`line` with plain spaces and quotation marks."""
    plain = OTHER_QUOTES.sub(r'\1"\2"', line.translate(OTHER_SPACES))
    return MAILTO.sub(lambda found: f"{found[1]} " if found[1] else "", plain)


def _headings(line) -> Columns | None:
    """What the columns are called, if `line` consists of headings that we know."""
    for separator in SEPARATORS:
        words = [word.strip(' "').lower() for word in line.strip(" ,;\t").split(separator)]
        if all(word in HEADINGS for word in words):
            return Columns(separator, [HEADINGS[word] for word in words])
    return None


def _read(number, text, plain, columns) -> list[Line]:
    field = f"line-{number}"
    try:
        if is_from_mail(plain):
            entries = enumerate(read_mail_list(plain), 1)
            return [_read_entry(number, f"{field}-{n}", entry) for n, entry in entries]
        if "@" not in plain and ";" in plain.strip(" ;") and not columns.names:
            raise UnreadableError(
                "there are names but no email address. Copy the addresses too, or put each name on "
                "a line of its own."
            )
        person = _person(_cells(plain, columns.separator), columns.names)
        if problem := _problem(person):
            raise UnreadableError(problem)
    except UnreadableError as error:
        return [Line(number, field, text, [], str(error))]
    return [Line(number, field, text, [person])]


def _read_entry(number, field, entry) -> Line:
    person = Person(entry.name or entry.email, entry.email)
    problem = entry.problem or _problem(person)
    return Line(number, field, entry.text, [] if problem else [person], problem)


def _person(cells, names) -> Person:
    """The person in a table row. Raises UnreadableError."""
    if len(cells) == 1 and ADDRESS.fullmatch(cells[0]):
        return Person(*cells * 2)  # an address alone is also the name
    if names and len(cells) <= len(names):
        row = dict(zip(names, cells, strict=False))
        name = row.get("name") or " ".join(filter(None, [row.get("first"), row.get("last")]))
        if not {"name", "first", "last"} & set(names):
            name = row.get("email", "")
        return Person(name, row.get("email", ""), row.get("organisation", ""))
    if len(cells) > 2 and (names or len(cells) > 3 or not ADDRESS.fullmatch(cells[1])):
        raise UnreadableError(
            f"there are {len(cells)} columns where a name, an email address and perhaps an "
            "organisation are expected. Put a name that has a comma in it in quotation marks, or "
            "begin the list with a line of headings."
        )
    return Person(*cells)


def _problem(person):
    name, email, organisation = person
    if "@" in name and "@" not in email:
        if email:
            return "the name comes first, then the email address."
        return f"a comma is missing between the name and the address: {shown(name)}."
    for other in (name, organisation):
        if other.lower() != email.lower() and ADDRESS.search(other[:MAX_NAME]):
            return f"{shown(other)} and {shown(email)} are two addresses of one person."
    return (
        problem_with_name(name)
        or _problem_with_email(email)
        or problem_with_organisation(organisation)
    )


def _problem_with_email(email):
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return f"{shown(email)} is not an email address like name@example.com."
    if len(email) > MAX_EMAIL:
        return f"the email address has more than {MAX_EMAIL} characters."
    return ""


def _separator(lines):
    """The separator that splits most table rows into a name and an address."""

    def fits(separator):
        with_address = [
            line for line in lines if separator in line and "@" in line and not is_from_mail(line)
        ]
        return sum(_has_address_second(line, separator) for line in with_address), len(with_address)

    return max(SEPARATORS, key=fits)


def _has_address_second(line, separator):
    try:
        _, second, *_ = [*_cells(line, separator), "", ""]
    except UnreadableError:
        return False
    return bool(ADDRESS.fullmatch(second))


def _cells(line, separator):
    """The cells without empty ones at the end. Raises UnreadableError."""
    if len(line) > MAX_LINE:
        raise UnreadableError(f"{len(line):,} characters are more than a name and an address.")
    try:
        [cells] = csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True)
    except csv.Error:
        raise UnreadableError("a quotation mark is opened and not closed.") from None
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells
