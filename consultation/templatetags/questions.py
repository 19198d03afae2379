"""Agreement questions and comments beside what they are about."""

from django import template

register = template.Library()


@register.filter
def in_words(questions):
    """Those whose answer is more than a choice; none where there are no questions at all."""
    return [question for question in questions or () if question.answer and question.answer.text]


@register.filter
def beside(consultation, part):
    """What can be said about `part` in this OpenConsultation; None if there is none."""
    return consultation and consultation.beside(part)


@register.filter
def about_the_whole(questions):
    return [question for question in questions if question.part_id is None]
