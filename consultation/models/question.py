"""Agreement questions: how far people agree with the whole strategy, or with a part of it."""

from django.db import models

from consultation.models.consultation import Consultation
from sdp_portal.names import NameField
from strategy.models import Part


class QuestionQuerySet(models.QuerySet):
    def in_order(self):
        return self.select_related("part").order_by("position", "pk")


class Question(models.Model):
    """Its words cannot change after the first response. The database enforces that."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="questions"
    )
    part = models.ForeignKey(
        Part,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="questions",
        help_text="What it is about; empty for the whole strategy.",
    )
    wording = NameField(
        max_length=300,
        help_text="For instance: How far do you agree that anti-social behaviour should be an "
        "area of focus?",
    )
    has_comment_box = models.BooleanField("with a comment box", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "agreement question"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "wording"],
                name="question_once_in_a_consultation",
                violation_error_message="This question is asked already.",
            ),
            models.CheckConstraint(
                name="question_has_words",
                condition=models.Q(wording__regex=r"\S"),
                violation_error_message="Write the question.",
            ),
        ]

    def __str__(self):
        return self.wording

    def is_answered(self):
        """Whether any response, even an unsent one, answers it by a choice or in words."""
        return self.answers.exists() or self.comments.exists()
