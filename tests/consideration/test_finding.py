"""Which passage of a comment an officer means."""

import pytest

from consideration.reviewing.finding import NotFoundError, marked, typed


@pytest.mark.parametrize(
    ("text", "words", "start", "found"),
    [
        ("one two one", "one", 8, (8, 11)),
        ("one\r\ntwo three", "two", 4, (5, 8)),
        ("one\r\ntwo\r\nthree", "e\r\ntwo\r\nt", 2, (2, 11)),
        ("😀 Dave 👩‍👧", "Dave", 2, (2, 6)),
        ("a\rb c", "b", 2, (2, 3)),
    ],
)
def test_marked_words_are_found_where_they_were_marked(text, words, start, found):
    assert marked(text, words, start) == found


@pytest.mark.parametrize(
    ("words", "start"),
    [("two", 0), ("one", None), ("", 0), (" ", 3), ("one", 10**18), ("one two three", 0)],
)
def test_marks_that_do_not_match_are_refused(words, start):
    with pytest.raises(NotFoundError, match="Mark them again"):
        marked("one two", words, start)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("dave", [(4, 8), (23, 27)]),
        ("  DAVE\n", [(4, 8), (23, 27)]),
        ("Dave Jones", [(4, 15)]),
        ("– “he”", [(16, 22)]),
    ],
)
def test_typed_words_are_found_wherever_they_stand(words, found):
    assert typed("Ask Dave\r\nJones – “he” Dave is Davenport.", words) == found


@pytest.mark.parametrize("words", ["Dav", "nobody", "Dave  Smith", ".*", "\\", "(" * 5000])
def test_what_does_not_stand_there_is_refused(words):
    with pytest.raises(NotFoundError, match="Copy them from the comment"):
        typed("Ask Dave Jones.", words)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_nothing_is_asked_for(words):
    with pytest.raises(NotFoundError, match="Mark the words, or type them"):
        typed("Ask Dave.", words)
