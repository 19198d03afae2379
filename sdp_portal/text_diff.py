"""Compares two wordings, word by word.

A text is a list of lines (paragraphs and list items), and a line is a list of words. Bold, italics
and layout are compared apart from the words. The address of a link belongs to the link's last word.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from html.parser import HTMLParser
from itertools import groupby

# Matching takes time for each word and for each pair of equal words. Above these limits (about five
# thousand words with little in common) whole paragraphs are marked instead.
MOST_WORDS = 20_000
MOST_PAIRS = 250_000

# Two changes read better as one if at most this many unchanged words are between them.
SHORT = 3


LISTS, EMPHASIS = {"ul", "ol"}, {"strong", "em"}
LINES = {"p", "li", "br"} | LISTS


class Kind(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Word:
    text: str
    leads_to: tuple[str, ...] = ()
    emphasis: frozenset[str] = field(default=frozenset(), compare=False)

    def with_address(self):
        return " ".join([self.text, *(f"(link to {address})" for address in self.leads_to)])


@dataclass(frozen=True)
class LineBreak:
    """The start of a line. `list_kind` is "ul", "ol", or "" for a paragraph."""

    list_kind: str = field(compare=False)


@dataclass(frozen=True)
class Line:
    words: tuple[Word, ...]
    list_kind: str = field(default="", compare=False)

    @property
    def tokens(self):
        return [LineBreak(self.list_kind), *self.words]

    @property
    def look(self):
        """Layout and emphasis: equal lines can still look different."""
        return self.list_kind, [word.emphasis for word in self.words]


@dataclass(frozen=True)
class Run:
    """Adjacent words that were all kept, all added or all removed."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class DiffLine:
    is_item: bool
    runs: list[Run]


class TextDiff:
    """Both wordings in one text (`inline`), or each with its own marks (`before`, `after`)."""

    def __init__(self, old: list[Line], new: list[Line]):
        self._tokens = list(_marked_tokens(old, new))
        self.words_differ = any(
            kind != Kind.SAME and isinstance(token, Word) for kind, token in self._tokens
        )
        self.look_differs = [line.look for line in old] != [line.look for line in new]

    @property
    def inline(self) -> list[DiffLine]:
        return _in_lines(self._tokens)

    @property
    def before(self) -> list[DiffLine]:
        return _in_lines(item for item in self._tokens if item[0] != Kind.ADDED)

    @property
    def after(self) -> list[DiffLine]:
        return _in_lines(item for item in self._tokens if item[0] != Kind.REMOVED)


def diff_of_plain(old: str, new: str) -> TextDiff:
    return TextDiff(lines_of_plain(old), lines_of_plain(new))


def lines_of_plain(text: str) -> list[Line]:
    lines = (tuple(Word(word) for word in line.split()) for line in text.splitlines())
    return [Line(words) for words in lines if words]


def lines_of_html(html: str) -> list[Line]:
    reader = _LineReader()
    reader.feed(html)
    reader.close()
    reader.end_line()
    return reader.lines


class _LineReader(HTMLParser):
    """Reads the HTML of strategy.rich_text. A paragraph in a list item counts as the item."""

    def __init__(self):
        super().__init__()
        self.lines = []
        self._lists, self._addresses, self._emphasis = [], [], Counter()
        self._begin_line()

    def _begin_line(self):
        self._length, self._pieces, self._starts = 0, [], []
        self._emphasis_of_pieces, self._link_ends = [], []

    def handle_starttag(self, tag, attrs):
        if tag in LINES:
            self.end_line()
        if tag in LISTS:
            self._lists.append(tag)
        elif tag == "a":
            self._addresses.append(dict(attrs).get("href"))
        elif tag in EMPHASIS:
            self._emphasis[tag] += 1

    def handle_endtag(self, tag):
        if tag in LINES:
            self.end_line()
        if tag in LISTS and self._lists:
            self._lists.pop()
        elif tag == "a" and self._addresses:
            if address := self._addresses.pop():
                self._link_ends.append((self._length, address))
        elif tag in EMPHASIS:
            self._emphasis[tag] -= 1

    def handle_data(self, data):
        self._pieces.append(data)
        self._starts.append(self._length)
        self._emphasis_of_pieces.append(frozenset(+self._emphasis))
        self._length += len(data)

    def end_line(self):
        found = list(re.finditer(r"\S+", "".join(self._pieces)))
        starts = [match.start() for match in found]
        addresses = defaultdict(list)  # by the index of the word in which the link ends
        for end, address in self._link_ends:
            addresses[max(bisect_left(starts, end) - 1, 0)].append(address)
        words = []
        for index, match in enumerate(found):
            piece = bisect_right(self._starts, match.start()) - 1
            emphasis = self._emphasis_of_pieces[piece]
            words.append(Word(match[0], tuple(addresses[index]), emphasis))
        if words:
            self.lines.append(Line(tuple(words), self._lists[-1] if self._lists else ""))
        self._begin_line()


def _marked_tokens(old, new):
    for is_same, old_lines, new_lines in _steps(old, new):
        old_tokens = [token for line in old_lines for token in line.tokens]
        new_tokens = [token for line in new_lines for token in line.tokens]
        if is_same:
            yield from _all(Kind.SAME, new_tokens)
            continue
        for words_are_same, gone, come in _joined(_steps(old_tokens, new_tokens)):
            if words_are_same:
                yield from _all(Kind.SAME, come)
            else:
                yield from _all(Kind.REMOVED, gone)
                yield from _all(Kind.ADDED, come)


def _all(kind, tokens):
    return ((kind, token) for token in tokens)


def _steps(old, new):
    """(is_same, piece of old, piece of new), from the start to the end of both lists."""
    numbers = {}
    one, other = (
        [numbers.setdefault(token, len(numbers)) for token in side] for side in (old, new)
    )
    start = _common_length(one, other)
    end = _common_length(one[start:][::-1], other[start:][::-1])
    old_end, new_end = len(old) - end, len(new) - end
    yield True, old[:start], new[:start]
    one, other = one[start:old_end], other[start:new_end]
    counts = Counter(other)
    pairs = sum(count * counts[number] for number, count in Counter(one).items())
    if len(one) + len(other) > MOST_WORDS or pairs > MOST_PAIRS:
        yield False, old[start:old_end], new[start:new_end]
    else:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        for operation, i, j, k, m in matcher.get_opcodes():
            yield operation == "equal", old[start + i : start + j], new[start + k : start + m]
    yield True, old[old_end:], new[new_end:]


def _common_length(old, new):
    return next(
        (index for index, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )


def _joined(steps):
    """The steps, with two changes joined if only a few words separate them."""
    steps = [step for step in steps if step[1] or step[2]]
    joined = []
    for index, (is_same, gone, come) in enumerate(steps):
        beside = (*joined[-1:], *steps[index + 1 : index + 2])
        stays = is_same and not _is_short(come, beside)
        if stays or not joined or joined[-1][0]:
            joined.append((stays, gone, come))
        else:
            joined[-1] = (False, joined[-1][1] + gone, joined[-1][2] + come)
    return joined


def _is_short(words, beside):
    """The words are between two changes, shorter than both, and within one line."""
    return (
        len(beside) == 2
        and len(words) <= SHORT
        and all(isinstance(word, Word) for word in words)
        and all(
            not is_same and len(words) <= max(len(gone), len(come))
            for is_same, gone, come in beside
        )
    )


def _in_lines(tokens):
    lines, line, list_kind = [], [], ""
    for kind, token in tokens:
        if isinstance(token, LineBreak):
            lines.append((list_kind, line))
            line, list_kind = [], token.list_kind
        else:
            line.append((kind, token))
    lines.append((list_kind, line))
    return [DiffLine(bool(list_kind), _runs(line)) for list_kind, line in lines if line]


def _runs(words):
    return [
        Run(kind, " ".join(w.text if kind == Kind.SAME else w.with_address() for _, w in group))
        for kind, group in groupby(words, key=lambda item: item[0])
    ]
