"""The agreement questions as a form: one for the public, and for officers who enter responses.

A question has the field `answer-<pk>`, how far the person agrees, and if it has a comment box,
the field `answer-<pk>-comment`. Every field is optional, and nothing is chosen beforehand. “No
answer” removes an answer that was given before.
"""

from collections.abc import Iterable

from django import forms
from django.utils.html import format_html

from consultation.models import Answer, Given, Question
from consultation.responding.forms import WordsField
from sdp_portal.errors import LABELS, kept_text
from sdp_portal.forms import PortalForm

NO_ANSWER = ("", "No answer")
PREFIX = "answer-"


def choice_name(question: Question) -> str:
    return f"{PREFIX}{question.pk}"


def comment_name(question: Question) -> str:
    return f"{PREFIX}{question.pk}-comment"


def kept_answers(post, consultation, *, without=()) -> list[tuple[str, str]]:
    """What was typed or chosen, as `kept_text` returns it, labelled with the questions."""
    post = post.copy()
    for name in without:
        post.pop(name, None)
    if not any(name.startswith(PREFIX) for name in post):
        return kept_text(post)
    choices = dict(Answer.Choice.choices)
    answers, comments = {}, {}
    for question in consultation.questions.all():
        answers[choice_name(question)] = f"Your answer to “{question.wording}”"
        comments[comment_name(question)] = f"Your comment on “{question.wording}”"
    return [
        (label, choices.get(value, value) if label in answers.values() else value)
        for label, value in kept_text(post, LABELS | answers | comments)
    ]


class AnswersForm(PortalForm):
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, questions: Iterable[Question], **kwargs):
        """The initial values are each question's `answer`, if it has one."""
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            answer = getattr(question, "answer", None)
            to_take_back = [NO_ANSWER] if answer and answer.choice else []
            self.fields[choice_name(question)] = forms.ChoiceField(
                label=question.wording,
                choices=[*Answer.Choice.choices, *to_take_back],
                required=False,
                initial=answer.choice if answer else "",
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers."},
            )
            if question.has_comment_box:
                self.fields[comment_name(question)] = WordsField(
                    label=format_html(
                        'Your comment<span class="govuk-visually-hidden"> on: {}</span>',
                        question.wording,
                    ),
                    required=False,
                    rows=4,
                    initial=answer.text if answer else "",
                )

    @property
    def given(self) -> list[Given]:
        """The answer of a valid form to each question. An empty one removes an earlier answer."""
        data = self.cleaned_data
        return [
            Given(q, data[choice_name(q)], data.get(comment_name(q), "")) for q in self.questions
        ]

    def not_asked(self) -> bool:
        """Whether the post answers a question that this form does not have: officers changed the
        questions after the page was opened."""
        return any(
            name.startswith(PREFIX) and name not in self.fields and value.strip()
            for name, value in self.data.items()
        )
