"""Names and addresses as officers paste them: a line for each, from a spreadsheet, a CSV or a mail.

The separator is a comma, a semicolon or a tab; a first line with headings is understood. What
cannot be read is told with the number of its line, everything at once, and nothing is guessed.
"""

import csv
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from consultation.inviting import Person

MAX_PEOPLE = 500
MAX_NAME = 200
MAX_EMAIL = 254
MAX_LINE = 2_000
MAX_PROBLEMS = 10  # told at once; the rest is a number
SEPARATORS = "\t;,"  # a tab first: names and addresses from a spreadsheet may hold the others
NAME_HEADINGS = {"name", "full name", "person", "group", "name or group"}
EMAIL_HEADINGS = {"email", "e-mail", "email address", "e-mail address", "mail"}
FROM_MAIL = re.compile(r"(?P<name>[^<>@\t]+)<(?P<email>[^<>\s]+@[^<>\s]+)>")
TURNS_TEXT_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def read_people(text: str) -> list[Person]:
    """Raises ValidationError with a sentence for every line that cannot be read."""
    lines = [
        (number, line)
        for number, line in enumerate(re.split("\r\n|\r|\n", text.removeprefix("\ufeff")), 1)
        if line.strip(" \t,;")
    ]
    if len(lines) > MAX_PEOPLE + 1:
        raise ValidationError(
            f"The list has {len(lines):,} lines. Invite at most {MAX_PEOPLE} people at a time."
        )
    headings = _headings(lines[0][1]) if lines else []
    lines = lines[1:] if headings else lines
    separator = _separator([line for _, line in lines])
    rows, problems = [], []
    for number, line in lines:
        if len(line) > MAX_LINE:
            problems.append(
                f"Line {number}: {len(line):,} characters are more than a name and an address."
            )
            continue
        try:
            rows.append((number, _cells(line, separator)))
        except csv.Error:
            problems.append(f"Line {number}: a quotation mark is opened and not closed.")
    people, others = _people(rows, email_first=bool(EMAIL_HEADINGS & set(headings[:1])))
    _refuse(sorted(problems + others, key=_line_number))
    if len(people) > MAX_PEOPLE:
        raise ValidationError(
            f"The list has {len(people):,} people. Invite at most {MAX_PEOPLE} at a time."
        )
    return people


def problem_with_name(name: str) -> str:
    """Why `name` cannot be one, as the end of a sentence that begins with it; empty if it can."""
    if not name:
        return "the name is missing."
    if len(name) > MAX_NAME:
        return f"the name has {len(name):,} characters; it can have {MAX_NAME} at most."
    if any(unicodedata.category(character) == "Cc" for character in name):
        return "the name holds a control character, which cannot be seen. Type it again."
    if TURNS_TEXT_AROUND & set(name):
        return "the name holds a character that turns text around. Type it again."
    return ""


def _people(rows, *, email_first):
    people, problems = [], []
    for number, cells in rows:
        in_order = cells[::-1] if email_first and len(cells) == 2 else cells
        if problem := _problem(in_order):
            problems.append(f"Line {number}: {problem}")
        else:
            people.append(Person(*in_order))
    return people, problems


def _headings(line):
    """The words of a line that has headings and nothing else."""
    words = [word.strip(' "').lower() for word in re.split("[\t;,]", line)]
    words = [word for word in words if word]
    return words if set(words) <= NAME_HEADINGS | EMAIL_HEADINGS else []


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
        if " " in name:
            return f"a comma is missing between the name and the address: {_shown(name)}."
        return f"there is no name before {_shown(name)}. Write: name, email address."
    return problem_with_name(name) or _problem_with_email(email)


def _problem_with_email(email):
    if not email:
        return ""
    try:
        validate_email(email)
    except ValidationError:
        return f"{_shown(email)} is not an email address like name@example.com."
    if len(email) > MAX_EMAIL:
        return f"the email address has more than {MAX_EMAIL} characters."
    return ""


def _shown(word):
    """Short enough for a sentence, and nothing in it that would turn the sentence around."""
    visible = "".join(c for c in word if unicodedata.category(c) not in ("Cc", "Cf"))
    return f"“{visible if len(visible) <= 60 else visible[:60] + '…'}”"


def _separator(lines):
    """The one by which most lines are a name and an address."""

    def fits(separator):
        with_address = [line for line in lines if separator in line and "@" in line]
        whole = sum(_is_name_and_address(line, separator) for line in with_address)
        return whole, len(with_address)

    return max(SEPARATORS, key=fits)


def _is_name_and_address(line, separator):
    if len(line) > MAX_LINE:
        return False
    try:
        cells = _cells(line, separator)
    except csv.Error:
        return False
    return len(cells) == 2 and "@" in "".join(cells) and not re.search("[\t;,]", cells[1])


def _cells(line, separator):
    """Without the empty ones that a spreadsheet adds at the end.

    A mail program's "Name <address>" is two.
    """
    if from_mail := FROM_MAIL.fullmatch(line.strip(" ;,\t")):
        return [from_mail["name"].strip(' "'), from_mail["email"].strip()]
    [cells] = csv.reader([line], delimiter=separator, strict=True, skipinitialspace=True)
    cells = [cell.strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _line_number(sentence):
    return int(re.match(r"Line (\d+)", sentence)[1])


def _refuse(problems):
    if not problems:
        return
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        lines = "1 more line" if more == 1 else f"{more} more lines"
        problems = [*problems[:MAX_PROBLEMS], f"{lines} cannot be read either."]
    raise ValidationError(problems)
