"""The steps of responding, in their order. Questions are a step only if there are some."""

from dataclasses import dataclass

from consultation.models import Question, Response

WRITE, QUESTIONS, ABOUT_YOU, CHECK = "respond", "questions", "about_you", "check"


@dataclass(frozen=True)
class Step:
    """As a page says it: “Step 2 of 4”."""

    number: int
    of: int


def step(name: str, *, has_questions: bool) -> Step:
    names = [WRITE, QUESTIONS, ABOUT_YOU, CHECK] if has_questions else [WRITE, ABOUT_YOU, CHECK]
    return Step(names.index(name) + 1, len(names))


def after_writing(response: Response, questions: list[Question]) -> str:
    """The first step that still needs something. `questions`, each with its `answer`."""
    if any(question.answer is None for question in questions):
        return QUESTIONS
    return CHECK if response.is_about_you_complete else ABOUT_YOU
