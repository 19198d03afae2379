"""What the public reads of a comment in which officers redact passages."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from consideration.models import RedactedText, Redaction
from consideration.reviewing.redacting import (
    RedactionError,
    lift,
    passages_of,
    redact,
    whole_characters,
    with_reasons,
)
from tests.consultation import factories
from tests.consultation.factories import BEGUN

pytestmark = pytest.mark.django_db

IDENTIFIES = "[redacted: it could identify somebody]"
HEBREW = "\u202b\u05d0\u05d1\u05d2"  # an embedding from right to left, and three letters
FAMILY = "👩‍👧"  # three code points


@pytest.fixture
def comment(public_window):
    def comment(text):
        return factories.sent(public_window, comments=[text]).comments.get()

    return comment


def take_out(comment, words, reason="identifies"):
    start = comment.text.index(words)
    done = redact(
        comment=comment,
        passages=[(start, start + len(words))],
        reason=reason,
        by=factories.officer(),
        at=BEGUN,
    )
    return done[0]


def public(comment):
    found = RedactedText.objects.filter(comment=comment).first()
    return found.text if found else None


def test_the_reason_stands_in_the_place_of_the_passage(comment):
    said = comment("Ask Dave at number 14 – he “knows”.")
    take_out(said, "Dave at number 14")

    assert public(said) == f"Ask {IDENTIFIES} – he “knows”."
    said.refresh_from_db()
    assert said.text == "Ask Dave at number 14 – he “knows”."


def test_passages_that_overlap_or_touch_become_one_with_all_their_reasons(comment):
    said = comment("one two three four five")
    take_out(said, "two three")
    take_out(said, "three four", "confidential")
    take_out(said, "one ", "confidential")

    assert public(said) == "[redacted: it is confidential; it could identify somebody] five"


def test_one_inside_another_takes_nothing_more_out(comment):
    said = comment("one two three four")
    take_out(said, "two three")
    take_out(said, "three")

    assert public(said) == f"one {IDENTIFIES} four"


def test_the_same_passage_is_redacted_once(comment):
    said = comment("one two three")

    take_out(said, "two")
    again = redact(
        comment=said, passages=[(4, 7)], reason="unlawful", by=factories.officer(), at=BEGUN
    )

    assert again == []
    assert said.redactions.get().reason == "identifies"


def test_a_lifted_redaction_shows_the_words_and_stays_on_the_record(comment):
    said = comment("one two three")
    first, second = take_out(said, "one"), take_out(said, "three")
    officer = factories.officer()

    assert lift(redaction=first, by=officer, at=BEGUN)
    assert public(said) == f"one two {IDENTIFIES}"
    assert lift(redaction=second, by=officer, at=BEGUN)
    assert public(said) is None
    assert not lift(redaction=second, by=officer, at=BEGUN)
    assert said.redactions.count() == 2
    take_out(said, "one")
    assert public(said) == f"{IDENTIFIES} two three"


@pytest.mark.parametrize(
    ("text", "start", "end", "left"),
    [
        (f"My {FAMILY} and I", 4, 5, f"My {IDENTIFIES} and I"),
        ("Zoe\u0308 said so", 0, 3, f"{IDENTIFIES} said so"),
        ("one\r\ntwo three", 3, 4, f"one{IDENTIFIES}two three"),
        ("😀😀 Dave did 😀", 3, 7, f"😀😀 {IDENTIFIES} did 😀"),
        (f"{HEBREW} \u05d3\u05d4\u05d6\u202c so", 5, 8, f"{HEBREW} {IDENTIFIES}\u202c so"),
        ("🇬🇧🇫🇷 both", 1, 2, f"{IDENTIFIES}🇫🇷 both"),
    ],
    ids=["joined emoji", "combining", "half a line’s end", "after emoji", "right to left", "flags"],
)
def test_no_character_is_cut_in_two(comment, text, start, end, left):
    said = comment(text)
    redact(
        comment=said, passages=[(start, end)], reason="identifies", by=factories.officer(), at=BEGUN
    )

    assert public(said) == left


@pytest.mark.parametrize("text", ["Dave", " “Dave”! – 😀"])
def test_a_comment_of_which_nothing_would_be_left_is_to_be_withheld_instead(comment, text):
    said = comment(text)

    with pytest.raises(RedactionError, match="Withhold all of it"):
        take_out(said, "Dave")

    assert not Redaction.objects.exists()


def test_two_that_together_leave_nothing_are_refused_too(comment):
    said = comment("Dave Jones")
    take_out(said, "Dave")

    with pytest.raises(RedactionError):
        take_out(said, "Jones")

    assert public(said) == f"{IDENTIFIES} Jones"


@pytest.mark.parametrize(("start", "end"), [(0, 0), (2, 1), (-1, 2), (0, 99), (5, 5)])
def test_a_passage_outside_the_text_is_refused(comment, start, end):
    said = comment("one two")

    with pytest.raises(ValueError, match="outside"):
        redact(comment=said, passages=[(start, end)], reason="identifies", by=None, at=BEGUN)


def test_an_unknown_reason_is_refused(comment):
    with pytest.raises(ValidationError):
        take_out(comment("one two"), "one", "because")


def test_what_was_not_sent_is_redacted_by_nobody(public_window):
    unsent = factories.unsent(public_window).comments.get()

    with pytest.raises(ValueError, match="sent"):
        redact(comment=unsent, passages=[(0, 1)], reason="identifies", by=None, at=BEGUN)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consideration_redaction SET start = 1",
        "UPDATE consideration_redaction SET reason = 'confidential'",
        "DELETE FROM consideration_redaction",
        "TRUNCATE consideration_redaction CASCADE",
        "UPDATE consideration_redaction SET lifted_at = now()",
    ],
)
def test_the_record_cannot_be_changed(comment, statement):
    take_out(comment("one two three"), "two")

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)


def test_the_database_refuses_a_passage_that_ends_after_the_comment(comment):
    said = comment("one two")

    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.create(
            comment=said,
            start=0,
            end=8,
            reason="identifies",
            redacted_at=BEGUN,
            redacted_by=factories.officer(),
        )


@given(st.text(max_size=40), st.data())
def test_whatever_is_redacted_is_gone_and_everything_else_is_there(text, data):
    """Checked with marks of a kind that the text does not have."""
    pairs = data.draw(
        st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=5)
    )
    redactions = [
        Redaction(start=start, end=end, reason="identifies")
        for start, end in map(sorted, pairs)
        if start < end
    ]
    taken = {place for each in redactions for place in range(each.start, each.end)}

    left = [char for place, char in enumerate(text) if place not in taken]
    written = with_reasons(text, redactions)

    assert len(written) == len(left) + len(IDENTIFIES) * len(passages_of(redactions))
    assert written.replace(IDENTIFIES, "") == "".join(left)


@given(st.text(max_size=30), st.data())
def test_a_passage_only_grows(text, data):
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    end = data.draw(st.integers(start, len(text)))

    first, last = whole_characters(text, start, end)

    assert first <= start
    assert last >= end
