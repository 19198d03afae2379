"""One tree of two texts of the strategy: which parts are the same, and which have moved."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from strategy.models import Origin, Part


@dataclass(frozen=True)
class CameFrom:
    """The sources of a part: their keys in the text before, and the kind of `Origin`."""

    origin: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A move from one parent to another (None: the top level).

    The part now comes after `follows` (None: it is first). `is_within` is true if the parent is the
    same and only the order changed.
    """

    old_parent: Part | None
    new_parent: Part | None
    follows: Part | None
    is_within: bool


def same_parts(old_parts, new_parts, origins) -> dict[int, Part]:
    """The old part of each new part that has one, by the id() of the new part."""
    old_by_key = {part.key: part for part in old_parts}
    new_keys = {part.key for part in new_parts}
    gone = {key: part for key, part in old_by_key.items() if key not in new_keys}
    same = {}
    for part in new_parts:
        came_from = origins.get(part.key, CameFrom("", ()))
        if part.key in old_by_key:
            same[id(part)] = old_by_key.pop(part.key)
        elif came_from.origin == Origin.MOVED and len(came_from.keys) == 1:
            [key] = came_from.keys
            if key in gone:
                same[id(part)] = gone.pop(key)
    return same


@dataclass(eq=False)
class Node:
    old: Part | None
    new: Part | None
    children: list["Node"] = field(default_factory=list)
    is_moved: bool = False


class EditionTree:
    """The new text’s tree, with removed parts in their old places."""

    def __init__(self, old_parts, new_parts, same):
        self.root = Node(None, None)
        self._new_parents, self._old_parents = _parents(new_parts), _parents(old_parts)
        self._of_new = {id(part): Node(same.get(id(part)), part) for part in new_parts}
        self._of_old = {id(node.old): node for node in self._of_new.values() if node.old}
        for part in old_parts:
            self._of_old.setdefault(id(part), Node(part, None))
        for node in self._of_new.values():
            self._new_parent(node).children.append(node)
        self._find_moved(old_parts)
        self._put_removed(old_parts)

    def walk(self) -> Iterator[Node]:
        waiting = self.root.children[::-1]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += node.children[::-1]

    def move(self, node) -> Move | None:
        if not node.is_moved:
            return None
        old_parent, new_parent = self._old_parent(node), self._new_parent(node)
        siblings = [child for child in new_parent.children if child.new]
        place = siblings.index(node)
        return Move(
            old_parent=old_parent.old,
            new_parent=new_parent.new,
            follows=siblings[place - 1].new if place else None,
            is_within=old_parent is new_parent,
        )

    def _new_parent(self, node):
        parent = self._new_parents[id(node.new)]
        return self._of_new[id(parent)] if parent else self.root

    def _old_parent(self, node):
        parent = self._old_parents[id(node.old)]
        return self._of_old[id(parent)] if parent else self.root

    def _find_moved(self, old_parts):
        order = {id(part): index for index, part in enumerate(old_parts)}
        for parent in [self.root, *self._of_new.values()]:
            stayed = []
            for node in parent.children:
                if node.old and self._old_parent(node) is not parent:
                    node.is_moved = True
                elif node.old and node.old.kind == node.new.kind:
                    # A part of a new kind has another place because of its kind; that is no move.
                    stayed.append(node)
            in_order = _longest_increasing([order[id(node.old)] for node in stayed])
            for index, node in enumerate(stayed):
                node.is_moved = index not in in_order

    def _put_removed(self, old_parts):
        """Put each removed part after the nearest earlier part that is still there."""
        places = {}
        for part in old_parts:
            node = self._of_old[id(part)]
            parent = self._old_parent(node)
            if node.new is None:
                before = places.get(parent)
                place = parent.children.index(before) + 1 if before else 0
                parent.children.insert(place, node)
            if node.new is None or (node in parent.children and not node.is_moved):
                places[parent] = node


def _parents(parts) -> dict[int, Part | None]:
    """The parent of each part, by the part’s id(). It makes no query."""
    by_pk = {part.pk: part for part in parts if part.pk}
    return {
        id(part): by_pk.get(part.parent_id) if part.parent_id else part.parent for part in parts
    }


def _longest_increasing(numbers: list[int]) -> set[int]:
    """The indexes of one longest increasing subsequence."""
    tails, tail_indexes, before = [], [], []
    for index, number in enumerate(numbers):
        length = bisect_left(tails, number)
        before.append(tail_indexes[length - 1] if length else None)
        tails[length : length + 1] = [number]
        tail_indexes[length : length + 1] = [index]
    found, index = set(), tail_indexes[-1] if tail_indexes else None
    while index is not None:
        found.add(index)
        index = before[index]
    return found
