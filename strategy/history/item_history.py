"""The changes that officers made to outline items, with the wording before and after.

Every save of an item leaves a record with its officer and time (strategy.models.change_history). A
change is the difference between a record and the one before it. An item's position is not wording;
the record's reason says that it was moved.
"""

import hashlib
from dataclasses import dataclass

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.text import capfirst

from sdp_portal.text_diff import TextDiff, diff_of_plain, lines_of_html
from strategy.models import OutlineItem
from strategy.rich_text import RichTextField

NOT_WORDING = {"id", "edition", "position"}


@dataclass(frozen=True)
class FieldChange:
    name: str
    label: str
    diff: TextDiff


@dataclass(frozen=True)
class Change:
    """A record, the fields it changed, and whether an officer can take it back."""

    record: models.Model
    fields: list[FieldChange]

    @property
    def reason(self):
        return self.record.history_change_reason or ""

    @property
    def what(self):
        """The record's own reason, otherwise “Added”, “Changed” or “Deleted”."""
        plain = {"+": "Added", "~": "Changed", "-": "Deleted"}[self.record.history_type]
        return self.reason or plain

    @property
    def kind(self):
        return self.record.instance_type._meta.verbose_name

    @property
    def officer(self):
        return officer_name(self.record.history_user)

    @property
    def is_move(self):
        return self.record.history_type == "~" and self.reason.startswith("Moved ")

    @property
    def can_be_taken_back(self):
        changes_something = bool(self.fields) or self.is_move
        return self.record.history_type == "-" or (
            self.record.history_type == "~" and changes_something
        )


def officer_name(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else "The portal itself"


def wording_fields(model):
    """The fields of an item that officers write or choose."""
    return [field for field in model._meta.concrete_fields if field.name not in NOT_WORDING]


def version_of(item: OutlineItem) -> str:
    """A hash of the fields that officers write or choose in `item`."""
    values = [repr(getattr(item, field.attname)) for field in wording_fields(type(item))]
    return hashlib.sha256("\0".join(values).encode()).hexdigest()[:32]


def field_changes(model, before, after, names=None) -> list[FieldChange]:
    """The differences between two states of an item. Each is an item or a historical record of it.

    `names` gives the words to show for foreign keys: {(field name, key): words}.
    """
    changes = []
    for field in wording_fields(model):
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        if old == new:
            continue
        if isinstance(field, RichTextField):
            diff = TextDiff(lines_of_html(old), lines_of_html(new))
        else:
            diff = diff_of_plain(*(_words(field, value, names or {}) for value in (old, new)))
        changes.append(FieldChange(field.name, capfirst(field.verbose_name), diff))
    return changes


def _words(field, value, names):
    if isinstance(field, models.ForeignKey):
        return names.get((field.name, value), "") if value else "None"
    if isinstance(field, models.BooleanField):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return ", ".join(value)
    return str(dict(field.flatchoices).get(value, value))


def names_of_related(model, states) -> dict:
    """The words for every foreign key in `states`. Makes one query for each field."""
    names = {}
    for field in wording_fields(model):
        if isinstance(field, models.ForeignKey):
            keys = {getattr(state, field.attname) for state in states} - {None}
            found = field.related_model._base_manager.in_bulk(keys)
            for key in keys:
                names[field.name, key] = str(found.get(key, "(since deleted)"))
    return names


def changes(records) -> list[Change]:
    """The change behind each of `records`, a queryset of one historical model, in its order."""
    history = records.model
    earlier = (
        history.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        .order_by("-history_id")
        .values("history_id")[:1]
    )
    found = list(records.select_related("history_user").annotate(earlier_id=Subquery(earlier)))
    before = history.objects.in_bulk([r.earlier_id for r in found if r.earlier_id])
    model = history.instance_type
    names = names_of_related(model, [*found, *before.values()])
    result = []
    for record in found:
        fields = []
        if record.history_type == "~" and record.earlier_id in before:
            fields = field_changes(model, before[record.earlier_id], record, names)
        result.append(Change(record, fields))
    return result
