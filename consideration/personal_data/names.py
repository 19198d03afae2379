"""Names after a title ("Mr Smith"), after a relation ("my son Jack") and after "called"."""

import re
from collections.abc import Iterable

from consideration.personal_data.passages import Kind, Passage
from consideration.personal_data.words import COMMON_WORDS, words

# With a short title a name may be written small ("mr smith"). The long ones are words of their own
# ("the inspector came", "my PC broke"): the name after them begins with a capital.
SHORT_TITLES = r"mr|mrs|ms|mx|dr|prof|cllr|sgt|pcso|rev|revd|insp"
LONG_TITLES = (
    r"(?-i:Miss|MISS|PC|WPC|DC|DS|DI|Sir|Dame)|councillor|doctor|professor|reverend|constable"
    r"|sergeant|inspector|superintendent"
)
TITLE = re.compile(
    rf"(?<!\w)(?:mr\s{{1,2}}(?:and|&)\s{{1,2}})?(?:(?P<short>{SHORT_TITLES})|{LONG_TITLES})"
    r"(?!\w)\.?\s{1,2}",
    re.IGNORECASE,
)
RELATION = re.compile(
    r"(?<!\w)(?:neighbou?rs?|sons?|daughters?|wife|husband|partner|mother|mum|mam|father|dad"
    r"|step\s?dad|step\s?mum|brothers?|sisters?|friends?|mates?|nana?|gran|grandma|grandad"
    r"|grandsons?|granddaughters?|aunt(?:y|ie)?|uncle|cousins?|nephews?|nieces?|boyfriend"
    r"|girlfriend|fianc[eé]e?|ex|carer|landlord|landlady|tenants?|boss|colleagues?|lodger)"
    r"(?:[- ]in[- ]law)?(?P<comma>,)?\s{1,2}",
    re.IGNORECASE,
)
INTRODUCTION = re.compile(
    r"(?<!\w)(?:called|named|name\s{1,2}is|name[’']?s|i\s{1,2}am|i[’']m)\s{1,2}", re.IGNORECASE
)
AND = re.compile(r"\s{0,2}(?:,|&|\+|\band\b)\s{1,2}", re.IGNORECASE)

LETTER = r"[^\W\d_]"
# Without a final ’s.
WORD = re.compile(
    rf"(?:{LETTER}[\u0300-\u036f]{{0,2}}){{1,30}}"
    rf"(?:[-’'](?!s\b)(?:{LETTER}[\u0300-\u036f]{{0,2}}){{1,30}}){{0,3}}"
)
INITIALS = re.compile(rf"(?:{LETTER}\.?\s{{1,2}}|{LETTER}\.){{1,3}}(?={LETTER}{{2}})")
PARTICLES = re.compile(r"(?:(?:al|bin|de|den|der|el|la|le|van|von)\s){1,2}", re.IGNORECASE)
ANOTHER_WORD = re.compile(rf"[ \t\u00a0]{{1,2}}({WORD.pattern})")
GIVEN_NAMES = words("given_names")
SURNAMES = words("surnames")
ORGANISATIONS = words("organisations")
ENDS_A_NAME = COMMON_WORDS | frozenset(SHORT_TITLES.split("|"))
BEGINS_NO_NAME = ENDS_A_NAME | ORGANISATIONS


def names_of_people(text: str) -> Iterable[Passage]:
    for title in TITLE.finditer(text):
        shouted = title[0].isupper()
        end = _end_of_name(text, title.end(), small=bool(title["short"]), shouted=shouted)
        if end:
            yield Passage(title.start(), end, Kind.NAME)
    for relation in RELATION.finditer(text):
        yield from _names_after(text, relation, known=bool(relation["comma"]))
    for introduction in INTRODUCTION.finditer(text):
        yield from _names_after(text, introduction, known=True)


def _names_after(text: str, before: re.Match, *, known: bool) -> Iterable[Passage]:
    """One name, and after "and" those that begin with a given name. `known`: so must the first."""
    for _ in range(4):
        start = before.end()
        first = WORD.match(text, start)
        is_given = bool(first) and first[0].lower() in GIVEN_NAMES
        if known and not is_given:
            return
        end = _end_of_name(text, start, small=is_given, shouted=before[0].isupper())
        if not end:
            return
        yield Passage(start, end, Kind.NAME)
        before, known = AND.match(text, end), True
        if not before:
            return


def _end_of_name(text: str, start: int, *, small: bool, shouted: bool) -> int | None:
    """Where the name ends that begins at `start`. A `small` one needs no capital; where the words
    before it are `shouted`, capitals tell nothing."""
    first = _first_word(text, start)
    if not first or first[0].lower() in BEGINS_NO_NAME:
        return None
    capital = first[0][0].isupper() and not (shouted and first[0].isupper())
    if not capital and not small:
        return None
    end = first.end()
    for _ in range(3):
        another = ANOTHER_WORD.match(text, end)
        if not another or not _continues(another[1], first[0], capital=capital):
            break
        if another[1].lower() in ORGANISATIONS:
            return None
        end = another.end()
    return end


def _first_word(text: str, start: int) -> re.Match | None:
    """The first whole word of the name, after "J. R." or "van der"."""
    initials = INITIALS.match(text, start)
    if initials and initials[0].isupper():
        start = initials.end()
    particles = PARTICLES.match(text, start)
    return WORD.match(text, particles.end() if particles else start)


def _continues(word: str, first: str, *, capital: bool) -> bool:
    if capital:
        return word[0].isupper() and len(word) > 1 and word.lower() not in ENDS_A_NAME
    return first.lower() in GIVEN_NAMES and word.lower() in SURNAMES
