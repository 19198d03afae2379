"""The admin's lists, which become cards on a phone."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()


@register.filter
def named_after(cells, headers):
    """Django's cells of one row, each with the name of its column in `data-label`.

    The box to tick a row and the row's own name, a `th`, say what they are without one.
    """
    for cell, header in zip(cells, headers, strict=True):
        has_label = cell.startswith("<td") and "action-checkbox" not in cell[:40]
        yield _labelled(cell, header["text"]) if has_label else cell


def _labelled(cell, name):
    start = format_html('<td data-label="{}"', capfirst(str(name)))
    return mark_safe(start + cell.removeprefix("<td"))  # noqa: S308 Django's own HTML
