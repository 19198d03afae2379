"""Likely personal data is marked in any text, in a time that grows with its length alone."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consideration.personal_data import Kind, likely_personal_data

HOSTILE = [
    *["a", "1", "1 ", "0 ", "(0", "+", "a.", "a@", "@", "’a", "-a", "\u0301", "👨‍👩‍👧", "شارع "],
    *["mr ", "Mr J. ", "Mr van van ", "my son ", "my son jack and ", "called ", "born on the "],
    *["flat 1 ", "no 1 ", "1 a ", "1 A A A ", "dh1 ", "NK12 ", "AB 12 34 ", "0.", "0/", "0;ext="],
    *["07700 900123 ", "+44 7700 900123 ", "+49 30 901820 ", "943 476 5919 ", "\r\n"],
]


def marked(text):
    return [(text[passage.start : passage.end], passage.kind) for passage in sorted_passages(text)]


def sorted_passages(text):
    passages = likely_personal_data(text)
    places = [(0, 0), *((passage.start, passage.end) for passage in passages)]
    assert all(last[1] <= start < end <= len(text) for last, (start, end) in pairwise(places))
    return passages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("🙂👍🏽 Mr Smith 👨‍👩‍👧", [("Mr Smith", Kind.NAME)]),
        ("Mr Jose\u0301 Garci\u0301a left", [("Mr Jose\u0301 Garci\u0301a", Kind.NAME)]),
        ("مرحبا 07700 900123 שלום", [("07700 900123", Kind.TELEPHONE)]),
        ("Mr Smith\r\nDH1 9ZZ\r\n", [("Mr Smith", Kind.NAME), ("DH1 9ZZ", Kind.POSTCODE)]),
        ("\x00Mr Smith\ufffd", [("Mr Smith", Kind.NAME)]),
        ("“Mr O’Neill’s”", [("Mr O’Neill", Kind.NAME)]),
    ],
)
def test_places_are_counted_in_characters_whatever_the_text(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07700900123@example.com", [("07700900123@example.com", Kind.EMAIL)]),
        ("my neighbour Mrs Khan", [("Mrs Khan", Kind.NAME)]),
        ("my son Mr J. Khan", [("Mr J. Khan", Kind.NAME)]),
    ],
)
def test_of_passages_that_overlap_the_longest_is_marked(text, expected):
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07700 900123 07700 900456", ["07700 900123", "07700 900456"]),
        ("tel.07700900123/07700900456", ["07700900123", "07700900456"]),
        ("I am 45 07700 900123 14 Front", ["07700 900123"]),
        ("(0191 498 0123)", ["0191 498 0123"]),
        ("+49 30 901820", ["+49 30 901820"]),
        ("01-09-2019 08:30", []),
        ("0000 0000 000", []),
        ("ref 0123456789123", []),
    ],
)
def test_telephone_numbers_are_told_from_their_neighbours(text, expected):
    assert marked(text) == [(number, Kind.TELEPHONE) for number in expected]


@pytest.mark.parametrize(
    "text",
    [
        "NHS 943 476 5918",  # the check digit is wrong
        "BG 12 34 56 C",  # a prefix that is never given out
        "AB 12 34 56 E",
        "AA1 2AB",  # no such area
        "DH1 5CK",  # letters that no postcode ends with
        "the B1 2nd exit",
        "NK00 ABC",
        "AT 30 MPH",
        "the A690 LED lights",
        "THE C17 AND THE BUS 21A",
        "born 1986",
        "ten of us met on 3/4/1986",
        "1999 Front Street",
        "20 CARS ON FRONT STREET",
        "MY SON WILL NOT GO",
        "as a mother, Durham frightens me",
        "a pub called Nelson",
        "my neighbour lives alone",
        "flat 3 on Mill Lane",
        "our partner Age Trust",
        "our partner Tees Valley Police",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text):
    assert marked(text) == []


def test_in_shouted_text_a_name_ends_where_its_words_are_no_names():
    text = "MR HENDERSON SHOUTS, MY SON JACK HATES IT, MY DAUGHTER ANN SMITH TOO"

    assert [name for name, _ in marked(text)] == ["MR HENDERSON", "JACK", "ANN SMITH"]


def test_several_people_after_one_relation_are_all_marked():
    assert marked("my sons Jack, Harry and tom love it") == [
        ("Jack", Kind.NAME),
        ("Harry", Kind.NAME),
        ("tom", Kind.NAME),
    ]


def test_a_number_from_abroad_is_found_after_any_number_of_other_digits():
    assert marked("+1 " * 70_000 + "+49 30 901820") == [("+49 30 901820", Kind.TELEPHONE)]


PIECES = st.sampled_from([*HOSTILE, "14 Front Street", "P123 ABC", "DOB 3/4/86", "x@y.uk", "\n"])


@settings(deadline=None, derandomize=True, max_examples=60, database=None)
@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_passages_are_in_order_and_apart_in_any_text(text):
    sorted_passages(text)


@pytest.mark.parametrize("unit", HOSTILE)
def test_twice_the_text_takes_at_most_twice_the_steps(unit):
    likely_personal_data(unit)  # what is loaded once

    once, twice = (steps((unit * length)[:length]) for length in [5_000, 10_000])

    assert twice <= 2 * once + 1_000


def steps(text) -> int:
    """The calls that Python makes; a regular expression that runs away does not end at all."""
    calls = 0

    def count(_frame, event, _arg):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        likely_personal_data(text)
    finally:
        sys.setprofile(before)
    return calls
