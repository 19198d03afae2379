"""The sequence of editions, and where a part of one edition is found in the next."""

from collections.abc import Mapping

from strategy.history.edition_diff import CameFrom
from strategy.models import Edition, Origin, Part
from strategy.models.edition import EditionQuerySet
from strategy.reading.outline import Outline


def continuation(part: Part, new: Outline) -> Part | None:
    """The part of `new` with the same key, or the one that continues `part` under another key.

    `part` is of an edition published before `new`. None if `new` has no such part.
    """
    if same := new.find(part.key):
        return same
    keys = [part.key]
    for later_key, _, came_from in _links(part.edition, new.edition):
        if not set(keys).isdisjoint(came_from):
            keys.append(later_key)
    return next((there for key in keys if (there := new.find(key))), None)


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
    strategies = {old.strategy_id, new.strategy_id}
    return (
        Part.objects.exclude(came_from=[])
        .filter(edition__strategy__in=strategies)
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
