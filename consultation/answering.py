"""Answering agreement questions in a response that is being gathered."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from consultation import gathering
from consultation.models import Answer, CirculationGroup, Question, Response, Window
from consultation.question_forms import Given


def with_answers(questions: Iterable[Question], answers: Iterable[Answer]) -> list[Question]:
    """The questions, each with the `answer` to it, or None."""
    by_question = {answer.question_id: answer for answer in answers}
    questions = list(questions)
    for question in questions:
        question.answer = by_question.get(question.pk)
    return questions


def answered(response: Response) -> list[Question]:
    """Only what was answered, each question with its `answer`."""
    answers = response.answers.for_display()
    return with_answers([answer.question for answer in answers], answers)


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
    held = gathering.hold(
        response=response, window=window, begun_at=begun_at, at=at, via=via, form_key=form_key
    )
    if response is not None and held != response:
        raise gathering.AlreadySentError
    before = {answer.question_id: answer for answer in held.answers.all()}
    for answer in given:
        _keep(held, answer, before.get(answer.question.pk), at)
    return held


def _keep(response, given, before, at):
    if before and (before.choice, before.text) == (given.choice, given.text):
        return
    if given.says_something:
        Answer.objects.update_or_create(
            response=response,
            question=given.question,
            defaults={"choice": given.choice, "text": given.text, "answered_at": at},
        )
    elif before:
        before.delete()
