"""The summary of what is wrong in officers' forms. It stands above the form and takes the focus."""

from collections.abc import Iterator

from django import template
from django.utils.text import capfirst

register = template.Library()


@register.inclusion_tag("admin/problems.html")
def problems_of(form, formsets=()):
    """`formsets` are those of Django's admin, below the form."""
    problems = list(_problems(form))
    for each in formsets or ():
        for sentence in each.formset.non_form_errors():
            problems.append(
                (f"{each.formset.prefix}-group", capfirst(each.opts.verbose_name_plural), sentence)
            )
        kind = capfirst(each.opts.verbose_name)
        for number, row in enumerate(each.formset.forms, start=1):
            problems += _problems(row, f"{kind} {number}")
    return {"problems": problems}


def _problems(form, name="") -> Iterator[tuple[str, str, str]]:
    """Each as the id to link to, what is wrong, and the sentence."""
    bound = [field for field in form if not field.is_hidden]
    for sentence in form.non_field_errors():
        yield (_place(bound[0]) if bound else "", name, sentence)
    for field in form:
        for sentence in field.errors:
            yield (
                _place(field),
                ", ".join(filter(None, [name, str(capfirst(field.label))])),
                sentence,
            )


def _place(field):
    """Fields of several inputs, such as a day and a time, have no id of their own."""
    return field.id_for_label or f"{field.auto_id}_0"
