"""Finds groups of texts with nearly the same words. It knows no database.

A text belongs to the group with whose common words it shares most, not to whatever it resembles a
little. So a text that mixes two templates does not make one group of them.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from itertools import chain, islice
from math import fsum

from consideration.campaigns.phrases import passages, phrases_of

FEWEST = 4  # phrases in common: eight words in a row
SHARE = 0.2  # of the phrases of both. A text with two fifths of common words has this many.
ALIKE = 0.4  # share of a typical text's phrases that others have, if it is a template
USUAL = 0.2  # a phrase is common if this share of a group has it
SAMPLE = 50  # texts that tell what a group has in common

Key = Hashable


@dataclass(frozen=True)
class Group:
    common_text: str
    keys: list[Key] = field(default_factory=list)


@dataclass(frozen=True)
class Grouping:
    """Which texts belong to the groups that were known, and the groups that are new."""

    known: dict[Key, list[Key]]
    new: list[Group]


class Said:
    """A text and its phrases, which are worked out once. `quoted` are phrases that tell nothing:
    everybody has read them, and many repeat them."""

    def __init__(self, text: str, quoted: Set[int] = frozenset()):
        self.text, self.phrases = text, phrases_of(text) - quoted


def group_texts(texts: Mapping[Key, Said], *, known: Mapping[Key, Said]) -> Grouping:
    """`known` are the common texts of groups. A text that belongs to no group is in none."""
    phrases = {key: said.phrases for key, said in texts.items()}
    placed = _place(phrases, {name: said.phrases for name, said in known.items()})
    rest = {key: phrases[key] for key in texts if key not in placed}
    new = _place(rest, dict(enumerate(_templates(rest))))
    groups = [keys for keys in _by_name(new).values() if len(keys) > 1]
    found = [Group(common_text(texts[key].text for key in keys), keys) for keys in groups]
    return Grouping(_by_name(placed), [group for group in found if group.common_text])


def common_text(texts: Iterable[str]) -> str:
    """What many of them say, in the words of the one that says most of it. Of a large group, give
    the newest first: only a sample is read."""
    sample = list(islice(texts, SAMPLE))
    if not sample:
        return ""
    phrases = [phrases_of(text) for text in sample]
    counts = Counter(chain.from_iterable(phrases))
    fewest = max(2, max(counts.values(), default=0) / 2)
    usual = [{phrase for phrase in each if counts[phrase] >= fewest} for each in phrases]
    says = [sum(counts[phrase] for phrase in each) for each in usual]
    fullest = says.index(max(says))
    return passages(sample[fullest], usual[fullest])


def _templates(texts: Mapping[Key, Set[int]]) -> list[Set[int]]:
    """The common phrases of each group, the most typical texts first."""
    carriers = defaultdict(list)
    for key, phrases in texts.items():
        for phrase in phrases:
            carriers[phrase].append(key)
    counts = {phrase: len(keys) for phrase, keys in carriers.items()}
    scores = {key: _typical(phrases, counts) for key, phrases in texts.items()}
    templates, taken = [], set()
    for leader in sorted(texts, key=scores.__getitem__, reverse=True):
        if leader in taken or scores[leader] <= 1:
            continue
        alike = ALIKE * len(texts[leader])
        shared = _shared(texts[leader], carriers)
        near = [key for key, n in shared.items() if key not in taken and n >= alike]
        near = [key for key in near if _belongs(shared[key], texts[key], texts[leader])]
        if len(near) > 1:
            counted = Counter(chain.from_iterable(texts[leader] & texts[key] for key in near))
            template = _usual(texts[leader], counted, len(near))
            shared = _shared(template, carriers)
            taken.update(k for k, n in shared.items() if _belongs(n, texts[k], template))
            templates.append(template)
        taken.add(leader)
    return templates


def _place(texts, templates) -> dict[Key, Key]:
    """Each text that belongs to a template, with the name of the one it shares most with; of two,
    the first."""
    carriers = defaultdict(list)
    for name, phrases in templates.items():
        for phrase in phrases:
            carriers[phrase].append(name)
    order = {name: place for place, name in enumerate(templates)}
    placed = {}
    for key, phrases in texts.items():
        if shared := _shared(phrases, carriers):
            name = max(shared, key=lambda name: (shared[name], -order[name]))
            if _belongs(shared[name], phrases, templates[name]):
                placed[key] = name
    return placed


def _shared(phrases, carriers) -> Counter:
    """Who else has how many of the phrases."""
    return Counter(chain.from_iterable(carriers.get(phrase, ()) for phrase in phrases))


def _belongs(shared: int, phrases: Set[int], template: Set[int]) -> bool:
    return shared >= FEWEST and shared >= SHARE * max(len(phrases), len(template))


def _typical(phrases, counts) -> float:
    """In how many texts a phrase of this text is, on average."""
    return fsum(counts[phrase] for phrase in phrases) / len(phrases) if phrases else 0.0


def _usual(phrases, counts, total) -> set[int]:
    return {phrase for phrase in phrases if counts[phrase] >= max(2, USUAL * total)}


def _by_name(placed) -> dict[Key, list[Key]]:
    groups = defaultdict(list)
    for key, name in placed.items():
        groups[name].append(key)
    return dict(groups)
