"""The agreement questions as a form: the same on the web page and where officers enter an answer.

A question has two fields: `answer-<pk>` with how far the person agrees, and, with a comment box,
`answer-<pk>-comment`. Everything is optional, and an answer is taken back with “No answer”.
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
    """What somebody typed or chose, as `kept_text` gives it, with the questions in their words."""
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
        """The form starts from the `answer` of each question, where it has one."""
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            answer = getattr(question, "answer", None)
            self.fields[choice_name(question)] = forms.ChoiceField(
                label=question.wording,
                choices=[*Answer.Choice.choices, NO_ANSWER],
                required=False,
                initial=answer.choice if answer else "",
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers, or “No answer”."},
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
        """What a valid form says to each of its questions; nothing takes back what was said."""
        data = self.cleaned_data
        return [
            Given(q, data[choice_name(q)], data.get(comment_name(q), "")) for q in self.questions
        ]

    def not_asked(self) -> bool:
        """Whether words or choices were posted that belong to no question of this form: officers
        have changed the questions since its page was opened."""
        return any(
            name.startswith(PREFIX) and name not in self.fields and value.strip()
            for name, value in self.data.items()
        )
