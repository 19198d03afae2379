"""The order of an edition's items among those of their level.

Positions of a level are counted from 0 without gaps after every move. Only the item that was
moved gets a new entry in the history: the others keep their order.
"""

from django.db import transaction
from django.db.models import Max

from strategy.models import Edition, OutlineItem, Section
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme

ITEM_MODELS = (Section, UmbrellaTheme, AreaOfFocus, AreaOfAssurance, Goal)


class MoveError(ValueError):
    """Why an item cannot be moved there, in a sentence for the officer."""


def level_of(item: OutlineItem) -> dict:
    """What the items of its level have in common, as conditions of a query."""
    match item:
        case Section(parent_id=None):
            level = {"parent": None, "placement": item.placement}
        case Section():
            level = {"parent": item.parent_id}
        case AreaOfFocus() | AreaOfAssurance():
            level = {"theme": item.theme_id}
        case Goal():
            level = {"area_of_focus": item.area_of_focus_id}
        case _:
            level = {}
    return {"edition": item.edition_id} | level


def siblings(item: OutlineItem):
    """All items of its level, itself included, in their order."""
    return type(item).objects.filter(**level_of(item))


def position_at_the_end(item: OutlineItem) -> int:
    """Behind the others of its level."""
    others = siblings(item).exclude(pk=item.pk)
    last = others.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def lock_draft(edition_id: int) -> Edition:
    """Let nobody else change anything in the edition until this transaction ends.

    Taken before any lock on an item, so that two officers never wait for each other.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
    if edition.is_frozen:
        raise MoveError(f"“{edition.title}” is published and can no longer be changed.")
    return edition


@transaction.atomic
def move(*, item: OutlineItem, before=None, after=None, by: int | None = None) -> bool:
    """Move `item` directly before or after another of its level, or `by` so many places.

    Beyond the ends it stays at the end. False when it stands there already. Raises MoveError for
    an item of another level, one that is gone, and in a published edition.
    """
    lock_draft(item.edition_id)
    order = list(siblings(item))
    if item not in order:
        raise MoveError("It is no longer there. Somebody may have deleted or moved it.")
    index = order.index(item)
    if by is None:
        target = before if before is not None else after
        if target not in order or target == item:
            raise MoveError("It can only be moved among the parts of its own level.")
        others = [other for other in order if other != item]
        place = others.index(target) + (before is None)
    else:
        place = min(max(index + by, 0), len(order) - 1)
    return _place(order, index, place, item)


@transaction.atomic
def place(*, item: OutlineItem, position: int) -> bool:
    """Move `item` to a place counted from 0; a place beyond the end is the end."""
    lock_draft(item.edition_id)
    order = list(siblings(item))
    return _place(order, order.index(item), min(position, len(order) - 1), item)


def _place(order, index, place, item):
    if place == index:
        return False
    moved = order.pop(index)
    order.insert(place, moved)
    for position, sibling in enumerate(order):
        sibling.position = position
    type(item).objects.bulk_update([s for s in order if s != moved], ["position"])
    moved._change_reason = f"Moved from place {index + 1} to place {place + 1}"
    moved.save(update_fields=["position"])
    item.position = moved.position
    return True
