"""Takes back a change to a draft: a new change restores the earlier values."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from strategy.history.item_history import (
    Change,
    FieldChange,
    changes,
    field_changes,
    names_of_related,
)
from strategy.models import OutlineItem
from themes.drafting import ordering


class TakeBackError(ValueError):
    """The reason why a change cannot be taken back, as a sentence for the officer."""


@dataclass(frozen=True)
class Outcome:
    """The result of taking a change back: the new state of the item, and what differs from now."""

    item: OutlineItem
    restores: bool
    fields: list[FieldChange]
    position: int | None


@transaction.atomic
def take_back(*, change: Change) -> OutlineItem:
    """Restore every field of `change` to its value before; restore a deleted item.

    Later changes to the same fields are lost, later changes to other fields stay. Raises
    TakeBackError if this is not possible.
    """
    try:
        ordering.lock_draft(change.record.edition_id)
    except ordering.MoveError as error:
        raise TakeBackError(str(error)) from None
    outcome = outcome_of(change)
    item = outcome.item
    if outcome.restores:
        item.position = ordering.position_at_the_end(item)
        item._change_reason = "Brought back"
        item.save(force_insert=True)
    elif outcome.fields:
        item._change_reason = "Took back an earlier change"
        item.save()
    if outcome.position is not None:
        ordering.place(item=item, position=outcome.position)
    return item


def outcome_of(change: Change) -> Outcome:
    """What `take_back` would do now. Raises TakeBackError if it is not possible."""
    if not change.can_be_taken_back:
        raise TakeBackError("There is nothing in this change to take back.")
    record, model = change.record, change.record.instance_type
    current = model.objects.filter(pk=record.id).first()
    if record.history_type == "-":
        if current is not None:
            raise TakeBackError("It is already back.")
        item = record.instance
        _check(item)
        return Outcome(item, True, [], record.position)
    if current is None:
        raise TakeBackError("It has been deleted since. Take back the deletion first.")
    earlier = model.history.filter(id=record.id, history_id__lt=record.history_id)
    before = earlier.latest("history_id")
    item = model.objects.get(pk=record.id)
    for field in change.fields:
        attname = model._meta.get_field(field.name).attname
        setattr(item, attname, getattr(before, attname))
    fields = field_changes(model, current, item, names_of_related(model, [current, item]))
    if not fields and not change.is_move:
        raise TakeBackError("It already reads as it did before this change.")
    _check(item)
    moves = change.is_move or ordering.level_of(item) != ordering.level_of(current)
    return Outcome(item, False, fields, before.position if moves else None)


def _check(item):
    """Refuse what the database would refuse: a key that is taken, a parent that is deleted."""
    for field in item._meta.concrete_fields:
        is_parent = field.is_relation and field.name not in {"edition", "lead", "arrangement"}
        key = getattr(item, field.attname)
        if is_parent and key and not field.related_model.objects.filter(pk=key).exists():
            raise TakeBackError(
                f"The {field.related_model._meta.verbose_name} it belonged to has been deleted. "
                "Take back that deletion first."
            )
    try:
        item.full_clean(exclude={"position"})
    except ValidationError as error:
        raise TakeBackError(" ".join(error.messages)) from None


def change_of(history, history_id) -> Change | None:
    """The change behind one record of a historical model, or None."""
    return next(iter(changes(history.objects.filter(history_id=history_id))), None)
