"""How to reach somebody: e-mail addresses and telephone numbers."""

import re
from collections.abc import Iterable

from phonenumbers import PhoneNumberMatcher

from consideration.personal_data.passages import Kind, Passage

# Lengths: RFC 5321, 4.5.3.1. Validators judge one address; they find none in a text.
LOCAL = r"[\w.+'’&%=~-]"
EMAIL = re.compile(rf"(?<!{LOCAL}){LOCAL}{{1,64}}@(?:[\w-]{{1,63}}\.){{1,8}}[^\W\d_]{{2,63}}")

# Ten or eleven digits with the 0, after which no 4 or 6 comes (Ofcom, National Telephone
# Numbering Plan). "01-09-2019 08:30" is a date and a time.
BRITISH = re.compile(
    r"(?<![\w+])(?<!\d[.-])(?!\d\d[-./]\d\d[-./]\d{4})"
    r"(?:(?:\+|00)\s?44[\s.-]?(?:\(0\))?|(?:\((?=0\d{1,4}\)))?0(?=\s?[1-35789]))"
    r"(?:[\s).-]{0,2}\d){9,10}(?!\d)"
)


def emails(text: str) -> Iterable[Passage]:
    for match in EMAIL.finditer(text):
        yield Passage(match.start(), match.end(), Kind.EMAIL)


def telephone_numbers(text: str) -> Iterable[Passage]:
    """British numbers by their shape: the library passes over numbers that are not given out, and
    people mistype their own; and it finds neither of two with only a space between them. Numbers
    from abroad by the library, which knows those of each country."""
    for match in BRITISH.finditer(text):
        yield Passage(match.start(), match.end(), Kind.TELEPHONE)
    # The matcher gives up after `max_tries` numbers that are none.
    for number in PhoneNumberMatcher(text, None, max_tries=len(text) + 1):
        yield Passage(number.start, number.end, Kind.TELEPHONE)
