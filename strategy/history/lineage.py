"""The sequence of editions, and where a part of one edition is found in the next."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from strategy.history.edition_diff import CameFrom
from strategy.models import Edition, Origin, Part
from strategy.models.edition import EditionQuerySet
from strategy.reading.outline import Outline, current_outline


@dataclass(frozen=True)
class NewerEdition:
    """The edition in force, for a note on the pages of an earlier edition.

    `part` is the same part in it. If it has no such part, `is_missing` is true and `url` leads to
    its first page.
    """

    edition: Edition
    url: str
    part: Part | None = None
    is_missing: bool = False
    has_same_key: bool = False


def newer_edition(
    outline: Outline, *, at: dt.datetime, part: Part | None = None, page: str = ""
) -> NewerEdition | None:
    """The edition in force at `at`, if it is newer than `outline`; otherwise None.

    `part` is the part that the page shows. Without it, `page` is the address of the same page in
    the newer edition.
    """
    edition = None if outline.is_current else Edition.objects.current(at=at)
    if edition is None or edition.published_at <= outline.edition.published_at:
        return None
    if part is None:
        return NewerEdition(edition, f"/{page}")
    current = current_outline(at=at)
    keys = [part.key]
    for later_key, _, came_from in _links(outline.edition, edition):
        if not set(keys).isdisjoint(came_from):
            keys.append(later_key)
    found = next((there for key in keys if (there := current.find(key))), None)
    if found is None:
        return NewerEdition(edition, current.base, is_missing=True)
    return NewerEdition(edition, found.url, found, has_same_key=found.key == part.key)


def origins_between(old: Outline, new: Outline) -> Mapping[str, CameFrom]:
    """The sources in `old` of the parts of `new`, by key, through all editions between them.

    It also works backwards: a merge then counts as a split, and a split as a merge.
    """
    if old.edition.published_at > new.edition.published_at:
        return _inverted(origins_between(new, old))
    origins = {}
    for key, latest_origin, came_from in _links(old.edition, new.edition):
        keys, origin = [], latest_origin
        for before in came_from:
            earlier = origins.get(before)
            keys += earlier.keys if earlier else [before]
            if earlier and origin == Origin.MOVED:
                origin = earlier.origin
        origins[key] = CameFrom(origin, tuple(dict.fromkeys(keys)))
    return {key: came_from for key, came_from in origins.items() if new.find(key)}


def in_history(editions: EditionQuerySet) -> list[Edition]:
    """`editions` (newest first), each with `compared_with`, the edition before it.

    That is the edition it is based on, otherwise the one published before it; None for the first.
    """
    editions = list(editions.select_related("strategy", "milestone"))
    by_pk = {edition.pk: edition for edition in editions}
    for index, edition in enumerate(editions):
        before = (e for e in editions[index + 1 :] if e.strategy_id == edition.strategy_id)
        edition.compared_with = by_pk.get(edition.based_on_id) or next(before, None)
    return editions


def _links(old, new):
    """(key, origin, came_from) of each part moved, merged or split after `old`, up to `new`."""
    return (
        Part.objects.exclude(came_from=[])
        .filter(edition__published_at__gt=old.published_at)
        .filter(edition__published_at__lte=new.published_at)
        .order_by("edition__published_at", "edition", "position")
        .values_list("key", "origin", "came_from")
    )


def _inverted(origins):
    into = {}
    for key, came_from in origins.items():
        for before in came_from.keys:
            into.setdefault(before, []).append((came_from.origin, key))
    inverted = {}
    for before, links in into.items():
        origins_of_links, keys = zip(*links, strict=True)
        if len(keys) > 1:
            origin = Origin.MERGED
        else:
            [origin] = origins_of_links
            origin = Origin.SPLIT if origin == Origin.MERGED else origin
        inverted[before] = CameFrom(origin, keys)
    return inverted
