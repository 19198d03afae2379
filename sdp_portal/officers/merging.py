"""Puts together what an officer typed and what others saved meanwhile.

Field by field, theirs is taken where the officer changed nothing. Where both changed it, the
officer's own stays in the form, and the page shows theirs beside it.
"""

from dataclasses import dataclass, replace

from django.utils.text import capfirst

from sdp_portal.numbers import whole_number
from sdp_portal.officers.values import are_the_same, fields_of, in_lines, typed, unchanged, words_of
from sdp_portal.text_diff import TextDiff

MOST_ROWS = 2000


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed."""

    label: str
    was: list[str] | None  # None: not known
    theirs_and_yours: TextDiff
    is_theirs_taken: bool


@dataclass
class SentRow:
    """A row of a formset as it was sent. `place` is the beginning of its inputs' names."""

    place: str
    values: dict[str, list[str]]

    @property
    def is_to_be_deleted(self):
        return "DELETE" in self.values


def merge_form(form, held, conflict, files):
    held_of_form = held.get(form.prefix or "") if held else None
    conflict.differences += _merge_fields(form, held_of_form, conflict, files, form.add_prefix)


def merge_rows(formset, held, conflict, files):
    """Rows that others added come into the form, and rows that they deleted leave it. A row that
    the officer had changed before it was deleted becomes a new row."""
    sent = _sent_rows(formset, conflict.data)
    merged, notes = [], len(conflict.notes)
    for form in formset.initial_forms:
        pk = str(form.instance.pk)
        name = _name(formset, str(form.instance))
        if pk in sent:
            was = held.get(f"{formset.prefix}:{pk}") if held else None
            merged.append(_merge_row(form, name, was, conflict, files, sent.pop(pk)))
        else:
            conflict.notes.append(f"{name} was added by somebody else. It is below.")
            merged.append(SentRow("", _as_sent(form)))
    known = len(merged)
    for key, row in sent.items():
        if key.startswith("new "):
            merged.append(row)
        elif not row.is_to_be_deleted and _is_to_come_back(formset, key, row, held, conflict):
            row.values[formset.model._meta.pk.name] = [""]
            merged.insert(known, row)
    if len(conflict.notes) > notes:
        _write_rows(conflict.data, formset.prefix, merged, known)


def _merge_fields(form, was, conflict, files, name_of) -> list[Difference]:
    """`name_of` a field is the name of its input in the data."""
    differences = []
    for bound in fields_of(form):
        name, now = name_of(bound.name), unchanged(bound)
        before = was.get(bound.name) if was is not None else None
        yours = typed(bound, conflict.data, files, name)
        if before == now or are_the_same(bound, yours, now):
            continue
        is_touched = before is None or not are_the_same(bound, yours, before)
        if not is_touched:
            for end, values in now.items():
                conflict.data.setlist(name + end, values)
        difference = Difference(
            label=str(bound.label),
            was=None if before is None else words_of(in_lines(bound, before)).splitlines(),
            theirs_and_yours=TextDiff(in_lines(bound, now), in_lines(bound, yours)),
            is_theirs_taken=not is_touched,
        )
        differences.append(difference)
    return differences


def _merge_row(form, name, was, conflict, files, row) -> SentRow:
    if row.is_to_be_deleted:
        if was is not None and was != {bound.name: unchanged(bound) for bound in fields_of(form)}:
            conflict.notes.append(
                f"{name} was changed by somebody else, and you marked it to be deleted. "
                "Saving again deletes it."
            )
        return row
    found = _merge_fields(form, was, conflict, files, lambda field: f"{row.place}-{field}")
    conflict.differences += [replace(each, label=f"{name}: {each.label}") for each in found]
    return SentRow(row.place, _values_at(conflict.data, row.place))


def _is_to_come_back(formset, pk, row, held, conflict) -> bool:
    """Whether the officer had changed the row that somebody else deleted. Says what happens."""
    was = held.get(f"{formset.prefix}:{pk}") if held else None
    fields, changed = fields_of(formset.empty_form), was is None
    words = ""
    for bound in fields:
        yours = typed(bound, conflict.data, {}, f"{row.place}-{bound.name}")
        words = words or " ".join(value for values in yours.values() for value in values)
        if was is not None and bound.name in was:
            changed = changed or not are_the_same(bound, yours, was[bound.name])
    name = _name(formset, words)
    conflict.notes.append(
        f"{name} was deleted by somebody else, and you had changed it. It is below as a new row. "
        "Empty that row if it is to stay deleted."
        if changed
        else f"{name} was deleted by somebody else."
    )
    return changed


def _name(formset, words) -> str:
    return f"{capfirst(formset.model._meta.verbose_name)} “{words[:80]}”"


def _sent_rows(formset, data) -> dict[str, SentRow]:
    """By key of the stored row, or “new 3”."""
    rows, known = {}, _number(data, f"{formset.prefix}-INITIAL_FORMS")
    for index in range(_number(data, f"{formset.prefix}-TOTAL_FORMS")):
        place = f"{formset.prefix}-{index}"
        pk = data.get(f"{place}-{formset.model._meta.pk.name}", "")
        rows[pk if index < known and pk else f"new {index}"] = SentRow(
            place, _values_at(data, place)
        )
    return rows


def _values_at(data, place) -> dict[str, list[str]]:
    start = f"{place}-"
    return {name[len(start) :]: data.getlist(name) for name in data if name.startswith(start)}


def _number(data, name) -> int:
    return min(whole_number(data.get(name, "")) or 0, MOST_ROWS)


def _as_sent(form) -> dict[str, list[str]]:
    values = {form.instance._meta.pk.name: [str(form.instance.pk)]}
    for bound in fields_of(form):
        values |= {bound.name + end: each for end, each in unchanged(bound).items()}
    return values


def _write_rows(data, prefix, rows, known):
    for name in list(data):
        if name.startswith(f"{prefix}-") and not name.endswith("_NUM_FORMS"):
            del data[name]
    for index, row in enumerate(rows):
        for end, values in row.values.items():
            data.setlist(f"{prefix}-{index}-{end}", values)
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(len(rows)), str(known)
