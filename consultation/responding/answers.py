"""Answering agreement questions in a response that is being gathered."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from consultation.models import Answer, CirculationGroup, Comment, Given, Question, Response, Window
from consultation.responding import draft


def with_answers(questions: Iterable[Question], response: Response | None) -> list[Question]:
    """The questions, each with its `answer`: what the response says to it, or None."""
    choices, words = {}, {}
    if response:
        choices = {answer.question_id: answer.choice for answer in response.answers.all()}
        words = {comment.question_id: comment.text for comment in response.comments.all()}
    questions = list(questions)
    for question in questions:
        given = Given(question, choices.get(question.pk, ""), words.get(question.pk, ""))
        question.answer = given if given.says_something else None
    return questions


def answered(response: Response) -> list[Question]:
    """Only what was answered, by a choice or in words; each question with its `answer`."""
    asked = {row.question for row in [*response.answers.all(), *response.comments.all()]} - {None}
    in_order = sorted(asked, key=lambda question: (question.position, question.pk))
    return with_answers(in_order, response)


@transaction.atomic
def keep_answers(
    *,
    response: Response | None,
    window: Window,
    given: list[Given],
    begun_at: dt.datetime,
    at: dt.datetime,
    via: CirculationGroup | None = None,
    form_key: str | None = None,
) -> Response | None:
    """Keep what is `given` in `response`, or in a new one; answers to other questions stay.

    None, and no response is begun, when there is neither a response nor an answer. Raises
    AlreadySentError when the response was sent meanwhile: its answers are in it, and a new
    response would say them twice.
    """
    if response is None and not any(answer.says_something for answer in given):
        return None
    held = draft.hold(
        response=response, window=window, begun_at=begun_at, at=at, via=via, form_key=form_key
    )
    if response is not None and held != response:
        raise draft.AlreadySentError
    before = with_answers([answer.question for answer in given], held)
    for question, answer in zip(before, given, strict=True):
        if answer != (question.answer or Given(question)):
            _keep(held, answer, at)
    return held


def _keep(response, given, at):
    place = {"response": response, "question": given.question}
    if given.choice:
        details = {"choice": given.choice, "answered_at": at}
        Answer.objects.update_or_create(**place, defaults=details)
    else:
        Answer.objects.filter(**place).delete()
    if given.text:
        details = {"part_id": given.question.part_id, "text": given.text, "written_at": at}
        Comment.objects.update_or_create(**place, defaults=details)
    else:
        Comment.objects.filter(**place).delete()
