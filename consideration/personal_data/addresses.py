"""Postcodes, and street addresses with a number. A street alone says where, not who."""

import re
from collections.abc import Iterable

from consideration.personal_data.passages import Kind, Passage
from consideration.personal_data.words import COMMON_WORDS, words

# The format and the letters that it leaves out: Royal Mail, PAF Programmers' Guide; BS 7666.
POSTCODE = re.compile(
    r"(?<!\w)([A-PR-UWYZ][A-HK-Y]?)\d[A-Z\d]?\s{0,2}(\d[ABD-HJLNP-UW-Z]{2})(?!\w)", re.IGNORECASE
)
POSTCODE_AREAS = words("postcode_areas")
ORDINALS = re.compile(r"\d(?:st|nd|rd|th)")

# Words that end the name of a street ("thoroughfare descriptors" in the PAF Programmers' Guide).
# The second list holds those that in small letters mean something else: "2 miles by way of".
ALWAYS_A_STREET = (
    "street st road rd avenue ave lane ln drive close crescent cres terrace terr gardens gdns "
    "grove mews villas cottages croft garth wynd"
)
A_STREET_IN_CAPITALS = (
    "approach bank broadway buildings chare chase court dene estate field fields fold gate green "
    "hill house mount oval parade park place quay rise row square vale view walk way wharf yard"
)
WORD = r"(?:St\.|[^\W\d_][\w’'\u0300-\u036f-]{0,29})"
NUMBER = r"\d{1,4}[a-z]?(?:\s?[-–/]\s?\d{1,4}[a-z]?)?"
STREET_ADDRESS = re.compile(
    r"(?<!\d[.,:/])(?<![\w£$€/-])(?:(?:flat|apartment|apt|unit|room)\.?\s{1,2}\w{1,4},?\s{1,2})?"
    rf"(?:(?:number|no\.?)\s{{0,2}})?(?P<number>{NUMBER}),?\s{{1,2}}"
    rf"(?P<name>(?:{WORD}\s{{1,2}}){{1,4}}?)"
    rf"(?P<ending>{'|'.join(f'{ALWAYS_A_STREET} {A_STREET_IN_CAPITALS}'.split())})(?!\w)",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
NOT_IN_A_STREET = COMMON_WORDS - {"the"} | words("not_in_a_street")


def postcodes(text: str) -> Iterable[Passage]:
    for match in POSTCODE.finditer(text):
        if match[1].lower() in POSTCODE_AREAS and not ORDINALS.fullmatch(match[2]):
            yield Passage(match.start(), match.end(), Kind.POSTCODE)


def street_addresses(text: str) -> Iterable[Passage]:
    for match in STREET_ADDRESS.finditer(text):
        if not YEAR.fullmatch(match["number"]) and _is_a_street(match["name"], match["ending"]):
            yield Passage(match.start(), match.end(), Kind.ADDRESS)


def _is_a_street(name: str, ending: str) -> bool:
    parts = name.split()
    if any(part.lower() in NOT_IN_A_STREET for part in parts):
        return False
    if any(part[0].islower() for part in parts):
        written_small = all(part[0].islower() for part in parts) and len(parts) <= 2
        return written_small and ending.lower() in ALWAYS_A_STREET.split()
    return ending[0].isupper() or ending in ALWAYS_A_STREET.split()
