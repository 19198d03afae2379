"""The order of items within their level of an edition.

After every move the positions of a level count from 0 without gaps. Only the moved item gets a
record in its history, because the others keep their order.
"""

from django.db import transaction
from django.db.models import Max

from strategy.models import Edition, OutlineItem, Section
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme

ITEM_MODELS = (Section, UmbrellaTheme, AreaOfFocus, AreaOfAssurance, Goal)


class MoveError(ValueError):
    """The reason why an item cannot be moved there, as a sentence for the officer."""


def level_of(item: OutlineItem) -> dict:
    """Query conditions that select the items of the same level."""
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
    """All items of the same level in their order, including `item`."""
    return type(item).objects.filter(**level_of(item))


def order_of_level(item: OutlineItem) -> list[str]:
    return [name_of(each) for each in siblings(item)]


def order_of(edition: Edition) -> list[str]:
    """The names of all items, in the order of their levels."""
    return [
        name_of(item) for model in ITEM_MODELS for item in model.objects.filter(edition=edition)
    ]


def name_of(item: OutlineItem) -> str:
    return f"{item._meta.model_name}-{item.pk}"


def position_at_the_end(item: OutlineItem) -> int:
    """The position after all other items of the same level."""
    others = siblings(item).exclude(pk=item.pk)
    last = others.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def lock_draft(edition_id: int) -> Edition:
    """Block all other changes to the edition until this transaction ends.

    Take this lock before any lock on an item, so that two officers cannot deadlock.
    """
    edition = Edition.objects.select_for_update(no_key=True).get(pk=edition_id)
    if edition.is_frozen:
        raise MoveError(edition.why_frozen)
    return edition


@transaction.atomic
def move(*, item: OutlineItem, before=None, after=None, by: int | None = None) -> bool:
    """Move `item` directly before or after another item of its level, or `by` a number of places.

    A move beyond an end stops there. Returns False if the item already is in that place. Raises
    MoveError if the other item is of another level, if an item was deleted, or if the edition is
    published.
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
    """Move `item` to a place counted from 0. A place beyond the end means the end."""
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
