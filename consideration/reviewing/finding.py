"""Finds the words in a comment that an officer marked or typed."""

import re

from sdp_portal.numbers import whole_number


class NotFoundError(ValueError):
    """The message tells the officer why no words were found."""


def found(text: str, words: str, start: str) -> list[tuple[int, int]]:
    """The passage that was `marked`, if the page sent where it starts; otherwise what was `typed`.

    Raises NotFoundError.
    """
    return [marked(text, words, whole_number(start))] if start else typed(text, words)


def marked(text: str, words: str, start: int | None) -> tuple[int, int]:
    """The passage that was marked in a box, where every line ends with “\\n” alone; `start` counts
    the characters before it there. Both results count those of `text`.

    Raises NotFoundError if `words` do not stand there.
    """
    places = [place for place in range(len(text)) if text[place : place + 2] != "\r\n"]
    words = words.replace("\r\n", "\n").replace("\r", "\n")
    as_shown = "".join(text[place] for place in places).replace("\r", "\n")
    end = (start or 0) + len(words)
    if start is None or not words.strip() or as_shown[start:end] != words:
        raise NotFoundError("The marked words do not match the comment. Mark them again.")
    return places[start], places[end - 1] + 1


def typed(text: str, words: str) -> list[tuple[int, int]]:
    """Every passage that has the words as whole words, in small or capital letters, whatever space
    is between them.

    Raises NotFoundError if there is none.
    """
    pattern = r"\s+".join(map(re.escape, words.split()))
    whole = rf"(?<!\w){pattern}(?!\w)" if pattern[:1].isalnum() else pattern
    spans = pattern and [m.span() for m in re.finditer(whole, text, re.IGNORECASE)]
    if not spans:
        raise NotFoundError(
            "The comment does not have these words. Copy them from the comment, with every sign."
            if pattern
            else "Mark the words, or type them."
        )
    return spans
