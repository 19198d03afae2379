"""A respondent's words: on a part, on the whole strategy, or in answer to a question."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from consultation.models.question import Question
from consultation.models.response import Response
from consultation.models.same_words import digest_of_words, has_own_words
from sdp_portal.search import words_of
from strategy.models import Part

MAX_COMMENT = 10_000  # UTF-16 code units, as a browser counts them
MOST_COMMENTS = 100  # on parts, in one response, so its pages stay small enough for a phone


class CommentManager(models.Manager):
    """Does not load `search`, which is only for searching."""

    def get_queryset(self):
        return super().get_queryset().defer("search")


class CommentQuerySet(models.QuerySet):
    def on_parts(self):
        """Comments on parts or on the whole strategy, not in answer to a question."""
        return self.filter(question=None)

    def to_questions(self):
        return self.filter(question__isnull=False)

    def counted(self):
        """Comments in responses that count (`ResponseQuerySet.counted`)."""
        later = Response.objects.later_versions().filter(replaces=OuterRef("response"))
        withdrawn = Response.objects.withdrawals().filter(response=OuterRef("response"))
        mistaken = Response.objects.mistakes().filter(response=OuterRef("response"))
        sent = self.filter(response__received_at__isnull=False)
        return sent.exclude(Exists(later)).exclude(Exists(withdrawn)).exclude(Exists(mistaken))

    def for_display(self):
        return self.select_related("part__edition", "question")


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
    question = models.ForeignKey(
        Question,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="comments",
        help_text="What it answers, if it does; then its part is the question’s.",
    )
    text = models.TextField()
    written_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=words_of("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = CommentManager.from_queryset(CommentQuerySet)()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(digest_of_words(), condition=has_own_words(), name="comment_same_words"),
            GinIndex(fields=["search"], name="comment_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                condition=Q(question__isnull=False),
                name="comment_once_to_a_question",
                violation_error_message="This question is answered already.",
            ),
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
        return str(self.question) if self.question else self.about

    @property
    def about(self):
        return self.part.label if self.part else "The whole strategy"
