"""Numbers and dates that stand for one person or one vehicle."""

import re
from collections.abc import Iterable

from stdnum.gb import nhs

from consideration.personal_data.passages import Kind, Passage
from consideration.personal_data.words import COMMON_WORDS

# The format and the prefixes that are never given out: HMRC, National Insurance Manual, NIM39110.
NATIONAL_INSURANCE = re.compile(
    r"(?<!\w)(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"[ -]?\d\d[ -]?\d\d[ -]?\d\d[ -]?[A-D](?!\w)",
    re.IGNORECASE,
)
NHS = re.compile(r"(?<!\d)(?<!\d[ -])\d{3}([ -]?)\d{3}\1\d{4}(?![ -]?\d)")

# The formats: DVLA, "Vehicle registration numbers and number plates" (INF104).
SINCE_2001 = re.compile(
    r"(?<!\w)([A-HJ-PR-Y]{2})( ?)(?:0[2-9]|[1-9]\d)\s?([A-HJ-PR-Z]{3})(?!\w)", re.IGNORECASE
)
# Capitals only. A, B and M with a space are roads: "the A1 LED lights".
SINCE_1983 = re.compile(
    r"(?<!\w)(?:[A-HJ-NPR-TV-Y]\d{1,3}|[C-HJ-LNPR-TV-Y]\d{1,3} )([A-HJ-PR-Y]{3})(?!\w)"
)
SINCE_1963 = re.compile(r"(?<!\w)([A-HJ-PR-Y]{3}) ?\d{1,3}[A-HJ-NPR-TV-Y](?!\w)")
NO_LETTERS_OF_A_PLATE = COMMON_WORDS | {"bus", "led", "mph", "nhs", "pcs", "per", "tel"}

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
DAY, YEAR = r"\d{1,2}(?:st|nd|rd|th)?", r"(?:\d{4}|['’]?\d{2})(?!\d)"
BIRTH = re.compile(
    r"(?<!\w)(?:born|birthday|birth\s?date|date\s+of\s+birth|d\.?\s?o\.?\s?b\b\.?)"
    r"[\s:=,-]{1,5}(?:(?:is|was|on|the)\s{1,3}){0,3}"
    rf"(\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?{YEAR}|\d{{4}}-\d\d-\d\d"
    rf"|{DAY}\s{{1,2}}(?:of\s{{1,2}})?{MONTH},?\s{{1,2}}{YEAR}"
    rf"|{MONTH}\s{{1,2}}{DAY},?\s{{1,2}}{YEAR})",
    re.IGNORECASE,
)


def national_insurance_numbers(text: str) -> Iterable[Passage]:
    for match in NATIONAL_INSURANCE.finditer(text):
        yield Passage(match.start(), match.end(), Kind.NATIONAL_INSURANCE)


def nhs_numbers(text: str) -> Iterable[Passage]:
    """Ten digits whose last one checks the others (NHS Data Dictionary, "NHS number")."""
    for match in NHS.finditer(text):
        if nhs.is_valid(match[0]):
            yield Passage(match.start(), match.end(), Kind.NHS)


def vehicle_registrations(text: str) -> Iterable[Passage]:
    for match in SINCE_2001.finditer(text):
        area, gap, letters = match.groups()
        # "at 30 mph", "dh12 and"
        parts = {letters.lower(), area.lower()} if gap else {letters.lower()}
        if not parts & NO_LETTERS_OF_A_PLATE and (not gap or area.isupper()):
            yield Passage(match.start(), match.end(), Kind.VEHICLE)
    for pattern in [SINCE_1983, SINCE_1963]:
        for match in pattern.finditer(text):
            if match[1].lower() not in NO_LETTERS_OF_A_PLATE:
                yield Passage(match.start(), match.end(), Kind.VEHICLE)


def births(text: str) -> Iterable[Passage]:
    """Dates after a word that says so. Other dates are those of meetings and incidents."""
    for match in BIRTH.finditer(text):
        yield Passage(match.start(1), match.end(1), Kind.BIRTH)
