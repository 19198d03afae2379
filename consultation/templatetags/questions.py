"""Agreement questions beside what they are about."""

from django import template

register = template.Library()


@register.filter
def questions_on(participation, part):
    """Those that are asked about `part` now; with None those about the whole strategy."""
    about = part and part.pk
    return [question for question in participation.questions if question.part_id == about]
