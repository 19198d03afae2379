"""Agreement questions beside what they are about."""

from django import template

register = template.Library()


@register.filter
def in_words(questions):
    """Those whose answer is more than a choice; none where there are no questions at all."""
    return [question for question in questions or () if question.answer and question.answer.text]


@register.filter
def questions_on(participation, part):
    """Those that are asked about `part` now; with None those about the whole strategy."""
    about = part and part.pk
    return [question for question in participation.questions if question.part_id == about]
