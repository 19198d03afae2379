"""The choice that answers an agreement question. Words in answer to it are a `Comment`."""

from dataclasses import dataclass

from django.db import models

from consultation.models.question import Question
from consultation.models.response import Response


class Answer(models.Model):
    """How far a respondent agrees."""

    class Choice(models.TextChoices):
        STRONGLY_AGREE = "strongly-agree", "Strongly agree"
        AGREE = "agree", "Agree"
        NEITHER = "neither", "Neither agree nor disagree"
        DISAGREE = "disagree", "Disagree"
        STRONGLY_DISAGREE = "strongly-disagree", "Strongly disagree"
        DONT_KNOW = "dont-know", "Don’t know"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.CharField(max_length=20, choices=Choice)
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["question__position", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="answer_once_in_a_response",
                violation_error_message="This question is answered already.",
            ),
            models.CheckConstraint(
                name="answer_is_a_choice",
                condition=~models.Q(choice=""),
                violation_error_message="Choose how far you agree.",
            ),
        ]

    def __str__(self):
        return f"{self.question}: {self.get_choice_display()}"


@dataclass(frozen=True)
class Given:
    """An answer to a question: a choice, words, both, or neither."""

    question: Question
    choice: str = ""
    text: str = ""

    @property
    def says_something(self):
        return bool(self.choice or self.text)

    @property
    def choice_in_words(self):
        return Answer.Choice(self.choice).label if self.choice else ""
