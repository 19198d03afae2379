"""Equality questions. The answers are kept as numbers a day, with no way back to a response."""

from django.db import models
from django.db.models import Exists, OuterRef

from consultation.models.consultation import Consultation


def _has_counts():
    return Exists(EqualityCount.objects.filter(option__question=OuterRef("pk")))


class EqualityQuestionQuerySet(models.QuerySet):
    def answered(self):
        """Those that somebody has answered, which stay as they were asked."""
        return self.filter(_has_counts())

    def for_listing(self):
        return self.select_related("consultation").annotate(
            option_total=models.Count("options"), is_answered=_has_counts()
        )


class EqualityQuestion(models.Model):
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="equality_questions"
    )
    wording = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = EqualityQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "wording"],
                name="equality_question_once_in_a_consultation",
                violation_error_message="This question is asked already.",
            )
        ]

    def __str__(self):
        return self.wording


class EqualityOption(models.Model):
    question = models.ForeignKey(EqualityQuestion, on_delete=models.CASCADE, related_name="options")
    label = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "choice"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "label"],
                name="equality_option_once_in_a_question",
                violation_error_message="This choice is there already.",
            )
        ]

    def __str__(self):
        return self.label


class EqualityCount(models.Model):
    """How many chose `option` on a London day."""

    option = models.ForeignKey(EqualityOption, on_delete=models.PROTECT, related_name="counts")
    answered_on = models.DateField()
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["answered_on", "option"]
        constraints = [
            models.UniqueConstraint(
                fields=["option", "answered_on"], name="equality_count_once_a_day"
            )
        ]

    def __str__(self):
        return f"{self.option}: {self.number}"


class EqualityForm(models.Model):
    """That a form was handed in, so that a double click counts once. It knows nothing else."""

    nonce = models.CharField(max_length=64, unique=True)
    handed_in_on = models.DateField()

    class Meta:
        ordering = ["handed_in_on", "pk"]

    def __str__(self):
        return self.nonce[:8]
