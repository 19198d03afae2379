"""The answers to agreement questions in an unsent response."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, prefetch_related_objects

from consultation.models import Answer, CirculationGroup, Comment, Given, Question, Response, Window
from consultation.responding import draft


def with_answers(questions: Iterable[Question], response: Response | None) -> list[Question]:
    """The questions, each with its `answer`: that of the response, or None."""
    choices, words = {}, {}
    if response:
        choices = {answer.question_id: answer.choice for answer in response.answers.all()}
        words = {comment.question_id: comment.text for comment in response.comments.all()}
    questions = list(questions)
    for question in questions:
        given = Given(question, choices.get(question.pk, ""), words.get(question.pk, ""))
        question.answer = given if given.says_something else None
    return questions


def answers_and_comments() -> list[Prefetch]:
    """To read them with responses, each with its question and a comment with its part."""
    return [
        Prefetch("answers", Answer.objects.select_related("question")),
        Prefetch("comments", Comment.objects.for_display()),
    ]


def answered(response: Response) -> list[Question]:
    """The questions answered by a choice or in words, in order, each with its `answer`.

    Two queries, unless the answers and comments were read with their questions before.
    """
    prefetch_related_objects([response], *answers_and_comments())
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
    """Save what is `given` in `response`, or in a new one. Answers to other questions stay.

    Returns None, and starts no response, if there is neither a response nor an answer. Raises
    AlreadySentError if the response was sent meanwhile: it was sent with its answers, and a new
    response would repeat them.
    """
    if response is None and not any(answer.says_something for answer in given):
        return None
    locked = draft.lock_or_begin(
        response=response, window=window, begun_at=begun_at, at=at, via=via, form_key=form_key
    )
    if response is not None and locked != response:
        raise draft.AlreadySentError
    before = with_answers([answer.question for answer in given], locked)
    for question, answer in zip(before, given, strict=True):
        if answer != (question.answer or Given(question)):
            _save(locked, answer, at)
    return locked


def _save(response, given, at):
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
