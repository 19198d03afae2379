"""The values of a form's fields as a browser sends them, and what they mean.

For each field: {end of the name in HTML: values}. Most fields have one input and the end is "". A
day with a time has two, "_0" and "_1".
"""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import InlineForeignKeyField
from django.http import QueryDict

from sdp_portal.numbers import whole_number
from sdp_portal.text_diff import Line, lines_of_html, lines_of_plain

Values = dict[str, list[str]]
ADDED_BY_DJANGO = {"DELETE", "ORDER", "opened"}


def fields_of(form) -> list:
    """The bound fields that an officer can change."""
    key = getattr(getattr(form, "instance", None), "_meta", None)
    return [
        bound
        for bound in form
        if not (bound.field.disabled or bound.is_hidden)
        and bound.name not in ADDED_BY_DJANGO
        and not (key and bound.name == key.pk.name)
        and not isinstance(bound.field, InlineForeignKeyField)
    ]


def values_of(form) -> dict[str, Values]:
    """What a browser sends of an unbound form that nobody changes."""
    return {bound.name: unchanged(bound) for bound in fields_of(form)}


def unchanged(bound) -> Values:
    widget, value = _widget(bound), bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        inputs = zip(widget.widgets_names, widget.widgets, parts, strict=False)
        return {end: _sent(each, part) for end, each, part in inputs}
    return {"": _sent(widget, value)}


def typed(bound, data, files, name) -> Values:
    """What was sent for the field, in which its input is called `name`."""
    widget = _widget(bound)
    if isinstance(widget, forms.FileInput):
        file = files.get(name)
        return {"": [file.name]} if file else unchanged(bound)
    ends = widget.widgets_names if isinstance(widget, forms.MultiWidget) else [""]
    return {end: data.getlist(name + end) for end in ends}


def are_the_same(bound, one: Values, other: Values) -> bool:
    return one == other or _meaning(bound, one) == _meaning(bound, other)


def in_lines(bound, values: Values) -> list[Line]:
    """The words that the page shows for the values."""
    field, sent = bound.field, [value for each in values.values() for value in each]
    if isinstance(_widget(bound), forms.CheckboxInput):
        return lines_of_plain("Yes" if sent else "No")
    if getattr(field, "is_html", False):
        return lines_of_html(" ".join(sent))
    if hasattr(field, "choices"):
        words = _words_of_choices(field, sent)
        return lines_of_plain("\n".join(words.get(value, value) for value in sent))
    return lines_of_plain(" ".join(sent))


def words_of(lines: list[Line]) -> str:
    return "\n".join(" ".join(word.with_address() for word in line.words) for line in lines)


def _widget(bound):
    """Without Django's links to add or change the related row."""
    return getattr(bound.field.widget, "widget", bound.field.widget)


def _sent(widget, value) -> list[str]:
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    if isinstance(widget, forms.FileInput):
        return [str(value or "")]
    value = widget.format_value(value)
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return ["" if value is None else str(value)]


def _meaning(bound, values: Values):
    """What the field makes of it: so an editor that writes HTML in its own way changes nothing."""
    tidy = {
        end: sorted(value.replace("\r\n", "\n").strip() for value in each)
        for end, each in values.items()
    }
    if hasattr(bound.field, "choices") or isinstance(bound.field, forms.FileField):
        return tidy
    data = QueryDict(mutable=True)
    for end, each in tidy.items():
        data.setlist(f"x{end}", each)
    value = _widget(bound).value_from_datadict(data, {}, "x")
    try:
        return bound.field.clean(value)
    except ValidationError:
        return tidy


def _words_of_choices(field, sent) -> dict[str, str]:
    """Of rows their own name: the form's label can hold more, such as HTML."""
    if hasattr(field, "queryset"):
        keys = [key for key in map(whole_number, sent) if key is not None]
        return {str(row.pk): str(row) for row in field.queryset.filter(pk__in=keys)}
    return {str(value): str(label) for value, label in _flat(field.choices)}


def _flat(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
