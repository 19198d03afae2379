"""What texts have in common: runs of words in a row.

Two people who never met hardly ever write the same five words in a row more than once or twice.
"""

import re
from collections.abc import Iterable, Set
from functools import lru_cache
from hashlib import blake2b
from heapq import nsmallest

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PHRASE = 5  # words
SHORT_PHRASE = 3  # words; enough to tell inside a campaign what is particular
SKETCH = 12  # phrases
GAP = " … "
FACTOR = 31  # odd, so that the order of words matters
MOST = 2**63 - 1  # of a bigint


def phrases_of(text: str, *, length: int = PHRASE) -> set[int]:
    """Every run of `length` words as a number that fits into a bigint. Capitals, spaces and
    punctuation make no difference."""
    return set(_numbers(WORD.findall(text), length))


def sketch_of(phrases: Iterable[int]) -> list[int]:
    """A few phrases of a text. Two texts are likely to have one of these in common if they have
    many phrases in common: it is the same choice for every text (MinHash, the bottom k)."""
    return nsmallest(SKETCH, phrases)


def spans_of(text: str, common: Set[int], *, length: int = PHRASE) -> list[tuple[int, int]]:
    """(start, end) of the passages that are made of the phrases in `common`, in order."""
    found = list(WORD.finditer(text))
    spans = []
    for place, number in enumerate(_numbers([word.group() for word in found], length)):
        if number in common:
            last = min(place + length, len(found)) - 1
            start, end = found[place].start(), found[last].end()
            if spans and start <= spans[-1][1]:
                start = spans.pop()[0]
            spans.append((start, end))
    return spans


def pieces_of(text: str, common_text: str) -> list[tuple[str, bool]]:
    """The whole text in order, as (words, whether they are particular to it)."""
    common = phrases_of(common_text, length=SHORT_PHRASE)
    pieces, place = [], 0
    for start, end in [*spans_of(text, common, length=SHORT_PHRASE), (len(text), len(text))]:
        between = text[place:start]
        first = word.start() if (word := WORD.search(between)) else len(between)
        pieces += [(between[:first], False), (between[first:], True), (text[start:end], False)]
        place = end
    return [(words, is_particular) for words, is_particular in pieces if words]


def passages(text: str, common: Set[int]) -> str:
    """Only the passages of `text` that are made of the phrases in `common`."""
    return GAP.join(text[start:end] for start, end in spans_of(text, common))


def _numbers(words: list[str], length: int) -> list[int]:
    """One for each run of `length` words. A text that is shorter is one run."""
    numbers = [_number(word) for word in words]
    length = min(length, len(words)) or 1
    runs = numbers[: len(numbers) - length + 1]
    for place in range(1, length):  # a column at a time, which is five times as fast as a run
        runs = [run * FACTOR + number for run, number in zip(runs, numbers[place:], strict=False)]
    return [run & MOST for run in runs]


@lru_cache(maxsize=100_000)
def _number(word: str) -> int:
    plain = word.casefold().replace("’", "'")
    return int.from_bytes(blake2b(plain.encode(), digest_size=8).digest())
