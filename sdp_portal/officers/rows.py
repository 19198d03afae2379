"""What a row says, field by field and in words, with the rows that are edited on its page."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.forms.models import _get_foreign_key
from django.utils.text import capfirst

from sdp_portal.officers.acts import ChangeOfAct, shortened
from sdp_portal.officers.values import words_of
from sdp_portal.templatetags.dates import day_in_words, moment_in_words
from sdp_portal.text_diff import lines_of_html

SECRET = {"password"}


@dataclass(frozen=True)
class Said:
    """`row` is empty for the row itself, and names a row that is edited on its page."""

    row: str
    label: str
    value: Any
    words: str


def inlines_of(model_admin, request, row):
    """(model, name of its key to `row`) of the rows that are edited on the page of `row`."""
    return [
        (inline.model, _get_foreign_key(type(row), inline.model, inline.fk_name).name)
        for inline in model_admin.get_inline_instances(request, row)
        if inline.has_change_permission(request, row)
        or inline.has_add_permission(request, row)
        or inline.has_delete_permission(request, row)
    ]


def lock(row):
    """Nobody else can save the row until the transaction ends. Residents can still respond."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(no_key=True))


def lock_with_inlines(model_admin, request, row):
    """Also the rows that are edited on the page of `row`."""
    type(row)._base_manager.select_for_update(no_key=True).filter(pk=row.pk).first()
    for model, key in inlines_of(model_admin, request, row):
        rows = model._base_manager.select_for_update(no_key=True).filter(**{key: row})
        list(rows.order_by("pk").values_list("pk"))


def said_by(model_admin, request, pk) -> dict:
    """All that the stored row says: (model, key, field) → Said. Empty if it is not stored."""
    row = model_admin.get_queryset(request).filter(pk=pk).first()
    if row is None:
        return {}
    shown = flatten_fieldsets(model_admin.get_fieldsets(request, row))
    said = {
        key: one
        for key, one in _fields(row, instead=model_admin.says_instead)
        if key[-1] in shown  # the others may hold secrets
    }
    for model, key in inlines_of(model_admin, request, row):
        said |= said_by_rows(model._base_manager.filter(**{key: row}).order_by("pk"), without=key)
    return said


def said_by_rows(rows, *, without: str) -> dict:
    """What rows say that are edited on another row's page. `without` is their key to that row."""
    said = {}
    for each in rows:
        name = f"{each._meta.verbose_name} “{shortened(str(each))}”"
        said |= dict(_fields(each, named=capfirst(name), without=without))
    return said


def _fields(row, *, named="", without="", instead=None):
    for field in [*row._meta.concrete_fields, *row._meta.many_to_many]:
        if not field.editable or field.primary_key or field.name == without:
            continue
        key = (row._meta.label, row.pk, field.name)
        name = (instead or {}).get(field.name)
        if name:
            value = getattr(row, name)
            yield key, Said(named, capfirst(name.replace("_", " ")), value, _plain(value))
            continue
        value = field.value_from_object(row)
        if field.many_to_many:
            value = sorted(each.pk for each in value)
        yield key, Said(named, capfirst(str(field.verbose_name)), value, in_words(field, row))


def in_words(field, row) -> str:
    if field.name in SECRET:
        return ""
    if field.many_to_many:
        related = getattr(row, field.name).select_related()
        return ", ".join(str(each) for each in related)
    value = getattr(row, field.name)
    if value is None:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if getattr(field, "is_html", False):
        return words_of(lines_of_html(value))
    return _plain(value)


def _plain(value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case dt.datetime():
            return moment_in_words(value)
        case dt.date():
            return day_in_words(value, weekday=False)
        case list() | tuple():
            return ", ".join(map(str, value))
        case models.Model() | _:
            return str(value)


def changes_between(before: dict, after: dict) -> list[ChangeOfAct]:
    """What differs. Of a row that came or went: the fields that are not empty."""
    changes, stayed = [], {key[:-1] for key in before} & {key[:-1] for key in after}
    for key in [*before, *(key for key in after if key not in before)]:
        was, now = before.get(key), after.get(key)
        is_same = was and now and was.value == now.value
        if is_same or (not (was and now) and key[:-1] in stayed):
            continue
        one = now or was
        texts = {"before": was.words if was else "", "after": now.words if now else ""}
        if (was and now) or any(texts.values()):
            changes.append(ChangeOfAct(row=one.row[:300], field=one.label[:200], **texts))
    return changes
