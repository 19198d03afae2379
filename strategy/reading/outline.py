"""The tree of an edition's parts. Every page about the text is made from it."""

from copy import copy
from functools import cached_property, lru_cache

from strategy.models import Edition, Part

OUTLINES_REMEMBERED = 32


class Outline:
    """The parts of one edition, in reading order.

    It gives each part its `children`, its ancestors (`above`) and its `url`. `base` is the address
    below which the pages of the text are (`strategy.reading.published_texts`). A part compiled from
    a draft is not saved, so it has its parent as an object and no `parent_id`.
    """

    def __init__(self, edition: Edition, parts, *, base: str):
        self.edition = edition
        self.base = base
        self.parts = list(parts)
        by_id = {}
        self.top = []
        for part in self.parts:
            parent = by_id.get(part.parent_id) if part.parent_id else part.parent
            part.parent = parent
            part.children = []
            part.above = [*parent.above, parent] if parent else []
            part.url = base + part.address
            (parent.children if parent else self.top).append(part)
            if part.pk:
                by_id[part.pk] = part
        self._by_key = {part.key: part for part in self.parts}
        self._by_role = {part.role: part for part in self.parts if part.role}

    def find(self, key: str, *kinds: str) -> Part | None:
        part = self._by_key.get(key)
        return part if part and (not kinds or part.kind in kinds) else None

    def in_role(self, role: str) -> Part | None:
        return self._by_role.get(role)

    @cached_property
    def is_sensitive(self):
        return any(part.sensitive for part in self.parts)

    @cached_property
    def themes(self):
        return [part for part in self.top if part.kind == Part.Kind.THEME]

    @cached_property
    def sections(self):
        return [part for part in self.top if part.kind == Part.Kind.SECTION]

    @cached_property
    def pages(self):
        """The parts that have a page of their own, in reading order."""
        return [part for part in self.parts if "#" not in part.address]

    def neighbours(self, part):
        """The pages before and after that of `part`; None at the ends."""
        index = self.pages.index(part)
        before = self.pages[index - 1] if index else None
        after = self.pages[index + 1] if index + 1 < len(self.pages) else None
        return before, after


def published_outline(edition: Edition, *, base: str) -> Outline:
    """The outline of a published edition.

    Its parts never change, so each process reads them once. `outline.edition` is the given
    `edition`, so facts about the strategy are fresh.
    """
    outline = copy(_as_first_read(edition, edition.published_at, base))
    outline.edition = edition
    return outline


@lru_cache(maxsize=OUTLINES_REMEMBERED)
def _as_first_read(edition, published_at, base):
    """`published_at` is part of the cache key: the parts change if publication is called off."""
    return Outline(edition, edition.parts.in_reading_order(), base=base)


forget_outlines = _as_first_read.cache_clear
