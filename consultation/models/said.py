"""What a response says: comments on parts of the strategy, and answers to agreement questions."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from consultation.models.question import Question
from consultation.models.response import Response
from consultation.models.words import digest_of_words, has_own_words
from sdp_portal.search import words_of
from strategy.models import Part

MAX_COMMENT = 10_000  # UTF-16 code units, as a browser counts them
MOST_COMMENTS = 100  # in one response, so that its pages stay small enough for a phone


def words_to_search():
    """Of `text`, kept by the database. It is for searching, so that the managers do not read it."""
    return models.GeneratedField(
        expression=words_of("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


class SaidManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().defer("search")


class CommentQuerySet(models.QuerySet):
    def counted(self):
        """Those of responses that count (`ResponseQuerySet.counted`)."""
        later = Response.objects.later_versions().filter(replaces=OuterRef("response"))
        withdrawn = Response.objects.withdrawals().filter(response=OuterRef("response"))
        sent = self.filter(response__received_at__isnull=False)
        return sent.exclude(Exists(later)).exclude(Exists(withdrawn))

    def for_display(self):
        return self.select_related("part__edition")


class Comment(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    part = models.ForeignKey(
        Part,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="comments",
        help_text="What it is about; empty for the whole strategy.",
    )
    text = models.TextField()
    written_at = models.DateTimeField()
    search = words_to_search()

    objects = SaidManager.from_queryset(CommentQuerySet)()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(digest_of_words(), condition=has_own_words(), name="comment_same_words"),
            GinIndex(fields=["search"], name="comment_search"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=Q(text__regex=r"\S"),
                violation_error_message="Enter your comment.",
            ),
            models.CheckConstraint(
                name="comment_at_most_10000_characters",
                condition=LessThanOrEqual(Length("text"), MAX_COMMENT),
                violation_error_message="Your comment must be 10,000 characters or fewer.",
            ),
        ]

    def __str__(self):
        return self.about

    @property
    def about(self):
        return self.part.label if self.part else "The whole strategy"


class AnswerQuerySet(models.QuerySet):
    def for_display(self):
        return self.select_related("question__part").order_by("question__position", "question")


class Answer(models.Model):
    """How far a respondent agrees, and perhaps why."""

    class Choice(models.TextChoices):
        STRONGLY_AGREE = "strongly-agree", "Strongly agree"
        AGREE = "agree", "Agree"
        NEITHER = "neither", "Neither agree nor disagree"
        DISAGREE = "disagree", "Disagree"
        STRONGLY_DISAGREE = "strongly-disagree", "Strongly disagree"
        DONT_KNOW = "dont-know", "Don’t know"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    choice = models.CharField(max_length=20, choices=Choice, blank=True)
    text = models.TextField("comment", blank=True)
    answered_at = models.DateTimeField()
    search = words_to_search()

    objects = SaidManager.from_queryset(AnswerQuerySet)()

    class Meta:
        ordering = ["question__position", "question"]
        indexes = [
            models.Index(digest_of_words(), condition=has_own_words(), name="answer_same_words"),
            GinIndex(fields=["search"], name="answer_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="answer_once_in_a_response",
                violation_error_message="This question is answered already.",
            ),
            models.CheckConstraint(
                name="answer_says_something",
                condition=~Q(choice="") | Q(text__regex=r"\S"),
                violation_error_message="Choose how far you agree, or say something.",
            ),
            models.CheckConstraint(
                name="answer_at_most_10000_characters",
                condition=LessThanOrEqual(Length("text"), MAX_COMMENT),
                violation_error_message="Your comment must be 10,000 characters or fewer.",
            ),
        ]

    def __str__(self):
        return f"{self.question}: {self.get_choice_display() or 'no choice'}"
