"""Texts with nearly the same words are found, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.campaign_texts import comments
from benchmarks.campaigns import precision_and_recall
from consideration.campaigns.grouping import Said, common_text, group_texts
from consideration.campaigns.phrases import phrases_of, pieces_of, sketch_of
from tests.consideration.campaigning import TEMPLATE, texts

OTHER = (
    "Buses must run until midnight, because nurses and barmen walk home alone through the park. "
    "Fund two more drivers, and tell us in the annual report what came of it."
)
SINGLES = [
    "Please mend the lamps in our street, it has been dark since the winter and nobody answers.",
    "The council should publish how many lamps are broken and who is to mend them, each month.",
    "I like the shorter strategy. More about young people would be good – they’re never asked.",
]


def grouped(said, quoted=frozenset()):
    """The groups as lists of places in `said`."""
    found = group_texts({n: Said(text, quoted) for n, text in enumerate(said)}, known={})
    return [sorted(group.keys) for group in found.new]


def test_texts_around_a_template_are_one_group():
    assert grouped([*texts(4), *SINGLES]) == [[0, 1, 2, 3]]


def test_texts_about_the_same_are_no_group():
    assert grouped([*SINGLES, OTHER, TEMPLATE]) == []


@pytest.mark.parametrize("said", [[], ["One."], ["", " ", "!?", "–"], ["I agree."] * 3])
def test_nothing_and_too_little_are_no_group(said):
    assert grouped(said) == []


def test_capitals_spaces_and_punctuation_make_no_difference():
    shouted = TEMPLATE.upper().replace(",", "").replace(" ", "\r\n")

    assert grouped([TEMPLATE, shouted]) == [[0, 1]]


def test_two_templates_stay_two_groups_though_somebody_mixes_them():
    mixed = f"{TEMPLATE} {OTHER}"
    others = [f"{OTHER} {name} wrote this." for name in ("Ann", "Ben", "Cat")]

    assert grouped([*texts(4), *others, mixed]) == [[0, 1, 2, 3, 7], [4, 5, 6]]


def test_three_fifths_own_words_still_belong():
    own = "I run the bakery by the bridge and open at five each morning, whatever the weather. "
    half = TEMPLATE.split(". ")[1]
    mine = own * 1 + half + " Twice this year somebody slipped on the ice outside my very door."

    assert grouped([*texts(4), mine]) == [[0, 1, 2, 3, 4]]


def test_a_single_sentence_of_a_template_is_not_enough():
    quoting = " ".join([*SINGLES, OTHER, "They say: the council knows, and “soon” is no answer."])

    assert grouped([*texts(4), quoting]) == [[0, 1, 2, 3]]


def test_what_everybody_has_read_makes_no_group():
    assert grouped(texts(4), quoted=phrases_of(TEMPLATE)) == []


def test_a_new_text_joins_the_group_that_it_shares_most_with():
    known = {"lamps": Said(TEMPLATE), "buses": Said(OTHER)}

    found = group_texts({"new": Said(f"{OTHER} We agree.")}, known=known)

    assert found.known == {"buses": ["new"]}
    assert found.new == []


def test_the_common_text_leaves_out_greetings_and_own_sentences():
    assert common_text(texts(4)) == TEMPLATE.removesuffix(".")


def test_the_same_texts_in_another_order_make_the_same_groups():
    said = [*texts(6), *SINGLES, *[f"{OTHER} {n}." for n in range(3)]]
    order = sorted(range(len(said)), key=lambda n: n * 5 % len(said))

    groups = grouped([said[n] for n in order])

    assert sorted(sorted(order[n] for n in group) for group in groups) == grouped(said)


def test_what_is_particular_is_marked_and_every_character_stays():
    mine = f"Hello – “Ann” 🙂,\r\n{TEMPLATE} Mend it!"

    pieces = pieces_of(mine, TEMPLATE)

    assert "".join(words for words, _ in pieces) == mine
    assert [words for words, particular in pieces if particular] == [
        "Hello – “Ann” 🙂,\r\n",
        "Mend it!",
    ]


@given(st.text(), st.text())
def test_no_text_breaks_it(one, other):
    assert "".join(words for words, _ in pieces_of(one, other)) == one
    assert all(-(2**63) <= number < 2**63 for number in sketch_of(phrases_of(one)))
    grouped([one, other, one])


def test_two_thousand_made_comments_are_grouped_well():
    """The benchmark asks the same of 10,000."""
    precision, recall = precision_and_recall(list(comments(2000)))

    assert precision >= 0.99
    assert recall >= 0.95
