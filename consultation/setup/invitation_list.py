"""Reads names and addresses that officers paste from a spreadsheet, a CSV or a mail program.

A line is a table row, separated by commas, semicolons or tabs, or a mail program's list of any
number of people (`mail_list.py`). The first line may have headings. The errors list every line that
cannot be read, with its number. Nothing is guessed: a list is read whole or not at all.
"""

import contextlib
import csv
import re
import unicodedata

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

MAX_PEOPLE = 500
MAX_NAME = 200
MAX_EMAIL = 254
MAX_LINE = 2_000  # characters in a table row
MAX_TEXT = 300_000  # 500 people with the longest names and addresses
MAX_PROBLEMS = 10  # listed; the others are only counted
SEPARATORS = "\t;,"  # a tab first: a spreadsheet cell may have the others in it
NAME_HEADINGS = {"name", "full name", "person", "group", "name or group"}
EMAIL_HEADINGS = {"email", "e-mail", "email address", "e-mail address", "mail"}
# Outlook and Word replace the spaces and quotation marks of the keyboard.
OTHER_SPACES = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | dict.fromkeys("\u200b\u00ad\ufeff")
)
OTHER_QUOTES = re.compile(r"(^|[;,\t]) *“([^“”]*)”")
MAILTO = re.compile(r"(\w)?mailto:", re.IGNORECASE)  # after a word it begins another
TURNS_TEXT_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_people(text: str) -> list[Person]:
    """Raises ValidationError with a message for every line that cannot be read."""
    lines = _lines(text)
    first_line = lines[0][1] if lines else ""
    headings = [word.strip(' "').lower() for word in re.split("[\t;,]", first_line)]
    headings = [word for word in headings if word]
    has_headings = bool(headings) and set(headings) <= NAME_HEADINGS | EMAIL_HEADINGS
    email_first = has_headings and headings[0] in EMAIL_HEADINGS
    lines = lines[1:] if has_headings else lines
    separator = _separator([line for _, line in lines if not is_from_mail(line)])
    people, problems = [], []
    for number, line in lines:
        try:
            people += _people_on(line, separator, email_first=email_first)
        except UnreadableError as error:
            problems.append(f"Line {number}: {error}")
    _refuse(problems)
    if len(people) > MAX_PEOPLE:
        raise ValidationError(
            f"The list has {len(people):,} people. Invite at most {MAX_PEOPLE} at a time."
        )
    return people


def problem_with_name(name: str) -> str:
    """Why `name` is refused, as the end of a sentence that begins with it; empty if it is not."""
    if not name:
        return "the name is missing."
    if len(name) > MAX_NAME:
        return f"the name has {len(name):,} characters; it can have {MAX_NAME} at most."
    if any(unicodedata.category(character) == "Cc" for character in name):
        return "the name holds a control character, which cannot be seen. Type it again."
    if TURNS_TEXT_AROUND & set(name):
        return "the name holds a character that turns text around. Type it again."
    return ""


def _lines(text) -> list[tuple[int, str]]:
    """Each line that is not empty, with its number and with plain spaces and quotation marks."""
    if len(text) > MAX_TEXT:
        raise ValidationError(f"The list has {len(text):,} characters. Paste part of it at a time.")
    lines = []
    for number, line in enumerate(re.split("\r\n|\r|\n", text), 1):
        plain = OTHER_QUOTES.sub(r'\1"\2"', line.translate(OTHER_SPACES))
        plain = MAILTO.sub(lambda found: f"{found[1]} " if found[1] else "", plain)
        if plain.strip(" \t,;"):
            lines.append((number, plain))
    if len(lines) > MAX_PEOPLE + 1:
        raise ValidationError(
            f"The list has {len(lines):,} lines. Invite at most {MAX_PEOPLE} people at a time."
        )
    return lines


def _people_on(line, separator, *, email_first):
    """The people on one line. Raises UnreadableError."""
    if is_from_mail(line):
        entries = [(name or email, email) for name, email in read_mail_list(line)]
    else:
        cells = _cells(line, separator)
        is_bare = len(cells) == 1 and ADDRESS.fullmatch(cells[0])
        in_order = cells[::-1] if email_first and len(cells) == 2 else cells
        entries = [cells * 2 if is_bare else in_order]  # an address alone is also the name
    for entry in entries:
        if problem := _problem(entry):
            raise UnreadableError(problem)
    return [Person(*entry) for entry in entries]


def _problem(cells):
    name, email, *_ = [*cells, ""]
    if len(cells) > 2:
        return (
            f"there are {len(cells)} columns where a name and an email address are expected. "
            "Put a name that has a comma in it in quotation marks."
        )
    if "@" in name and "@" not in email:
        if email:
            return "the name comes first, then the email address."
        return f"a comma is missing between the name and the address: {shown(name)}."
    if name.lower() != email.lower() and ADDRESS.search(name[:MAX_NAME]):
        return f"{shown(name)} and {shown(email)} are two addresses of one person."
    return problem_with_name(name) or _problem_with_email(email)


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
    """The separator that splits most lines into a name and an address."""

    def fits(separator):
        with_address = [line for line in lines if separator in line and "@" in line]
        whole = 0
        for line in with_address:
            with contextlib.suppress(UnreadableError):
                cells = _cells(line, separator)
                is_address_last = len(cells) == 2 and not re.search("[\t;,]", cells[1])
                whole += is_address_last and "@" in "".join(cells)
        return whole, len(with_address)

    return max(SEPARATORS, key=fits)


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


def _refuse(problems):
    if not problems:
        return
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        lines = "1 more line" if more == 1 else f"{more} more lines"
        problems = [*problems[:MAX_PROBLEMS], f"{lines} cannot be read either."]
    raise ValidationError(problems)
