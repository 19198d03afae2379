"""Compares two texts of the strategy, part by part.

Two parts are the same if they have the same key, or if the new part says that it was moved from a
key that no longer exists. A part has moved if it is under another parent, or in another order among
the parts that stayed. A new number alone is not a change. Parts can be published rows, or compiled
from a draft and not saved.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sdp_portal.text_diff import TextDiff, lines_of_html, lines_of_plain
from strategy.history.edition_tree import CameFrom, EditionTree, Move, same_parts
from strategy.models import Origin, Part

# The order in a summary.
KINDS = ("added", "removed", "moved", "changed", "moved and changed")

WENT_INTO = {
    Origin.MOVED: "Moved to",
    Origin.MERGED: "Merged into",
    Origin.SPLIT: "Split into",
}


@dataclass(frozen=True)
class Change:
    """One part's change. `old` is None if the part was added, `new` if it was removed.

    `came_from` lists the old parts that officers named as its sources. `went_into` lists the new
    parts that continue a removed part, each with words such as “Merged into”.
    """

    old: Part | None
    new: Part | None
    move: Move | None = None
    origin: str = ""
    came_from: list[Part] = field(default_factory=list)
    went_into: list[tuple[str, Part]] = field(default_factory=list)

    @property
    def part(self) -> Part:
        return self.new or self.old

    @property
    def id(self):
        """The HTML id of this change. It is unique, because keys never contain a double hyphen."""
        return f"change-{self.part.key.replace('/', '--')}"

    @property
    def kind(self) -> str:
        """One of KINDS; empty if nothing changed."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        words = [self.move and "moved", self.is_changed and "changed"]
        return " and ".join(filter(None, words))

    @property
    def origin_label(self):
        return Origin(self.origin).label if self.origin else "Came from"

    @property
    def is_changed(self):
        return self.kind_differs or self.title_differs or self.text_differs

    @property
    def kind_differs(self):
        return bool(self.old and self.new and self.old.kind != self.new.kind)

    @property
    def title_differs(self):
        return self._titles[0] != self._titles[1]

    @property
    def text_differs(self):
        old, new = self._texts
        return old != new or self._looks[0] != self._looks[1]

    @property
    def only_looks_differ(self):
        """The words are the same; only paragraphs, lists or emphasis differ."""
        return self.text_differs and not self.text.words_differ

    @cached_property
    def title(self) -> TextDiff:
        return TextDiff(*self._titles)

    @cached_property
    def text(self) -> TextDiff:
        return TextDiff(*self._texts)

    @property
    def old_url(self) -> str:
        return getattr(self.old, "url", "")

    @property
    def new_url(self) -> str:
        return getattr(self.new, "url", "")

    @cached_property
    def _titles(self):
        return [lines_of_plain(part.title) if part else [] for part in (self.old, self.new)]

    @cached_property
    def _texts(self):
        if self.old and self.new and self.old.text == self.new.text:
            return [], []
        return tuple(lines_of_html(part.text) if part else [] for part in (self.old, self.new))

    @property
    def _looks(self):
        return [[line.look for line in lines] for lines in self._texts]


@dataclass(frozen=True)
class Comparison:
    """All changes in the new text’s reading order. A removed part keeps its old place."""

    changes: list[Change]
    old_name: str = "the earlier text"
    new_name: str = "the later text"
    side_by_side: bool = False

    @property
    def summary(self) -> str:
        """“2 parts changed”, or of several kinds “3 changes: 1 added, 1 moved, 1 changed”."""
        counts = Counter(change.kind for change in self.changes)
        numbers = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind])
        total = len(self.changes)
        if not total:
            return "No changes"
        if len(counts) == 1:
            return f"{total} part{'' if total == 1 else 's'} {self.changes[0].kind}"
        return f"{total} changes: {numbers}"

    @property
    def is_sensitive(self) -> bool:
        return any(change.part.sensitive for change in self.changes)


def comparison_context(
    old_parts: Iterable[Part],
    new_parts: Iterable[Part],
    *,
    old_name: str,
    new_name: str,
    side_by_side: bool = False,
    origins: Mapping[str, CameFrom] | None = None,
) -> dict:
    """The context of the template strategy/changes.html. Parts that have a `url` are linked."""
    changes = compare(old_parts, new_parts, origins=origins).changes
    return {"comparison": Comparison(changes, old_name, new_name, side_by_side)}


def compare(
    old_parts: Iterable[Part],
    new_parts: Iterable[Part],
    *,
    origins: Mapping[str, CameFrom] | None = None,
) -> Comparison:
    """The changes from `old_parts` to `new_parts`, both in reading order.

    `origins` gives the sources of new parts by key. By default each part’s own fields are used.
    """
    old_parts, new_parts = list(old_parts), list(new_parts)
    if origins is None:
        origins = {
            part.key: CameFrom(part.origin, tuple(part.came_from))
            for part in new_parts
            if part.came_from
        }
    tree = EditionTree(old_parts, new_parts, same_parts(old_parts, new_parts, origins))
    history = _History(old_parts, new_parts, origins)
    changes = (
        Change(node.old, node.new, tree.move(node), *history.of(node)) for node in tree.walk()
    )
    return Comparison([change for change in changes if change.kind])


class _History:
    """The moves, merges and splits that officers recorded, in both directions."""

    def __init__(self, old_parts, new_parts, origins):
        self._origins = origins
        self._old = {part.key: part for part in old_parts}
        self._went_into = {}
        for part in new_parts:
            came_from = origins.get(part.key, CameFrom("", ()))
            for key in came_from.keys:
                label = WENT_INTO.get(came_from.origin, "Went into")
                self._went_into.setdefault(key, []).append((label, part))

    def of(self, node) -> tuple[str, list[Part], list[tuple[str, Part]]]:
        """`origin`, `came_from` and `went_into` of a Change."""
        if node.new is None:
            return "", [], self._went_into.get(node.old.key, [])
        came_from = self._origins.get(node.new.key, CameFrom("", ()))
        parts = [self._old[key] for key in came_from.keys if key in self._old]
        others = [part for part in parts if part is not node.old]
        return (came_from.origin, parts, []) if others else ("", [], [])
