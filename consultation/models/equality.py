"""Equality questions. The answers are stored as totals, which lead back to no response."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef

from consultation.models.consultation import Consultation
from sdp_portal.names import NameField


def _is_answered():
    """Whether anybody has answered in the same consultation; which question, nobody can tell."""
    consultation = OuterRef("consultation")
    return Exists(EqualityBallot.objects.filter(consultation=consultation)) | Exists(
        EqualityCount.objects.filter(option__question__consultation=consultation)
    )


class EqualityQuestionQuerySet(models.QuerySet):
    def answered(self):
        """Those in consultations where anybody has answered. They can no longer change."""
        return self.filter(_is_answered())

    def for_listing(self):
        return self.select_related("consultation").annotate(
            option_total=models.Count("options"), is_answered=_is_answered()
        )


class EqualityQuestion(models.Model):
    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="equality_questions"
    )
    wording = NameField(max_length=300)
    hint = NameField(max_length=300, blank=True)
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

    def clean(self):
        """No question is added after the first answer: all ballots must be equally long."""
        others = EqualityQuestion.objects.filter(consultation=self.consultation_id)
        if self._state.adding and others.answered().exists():
            raise ValidationError(
                "Somebody has answered the questions of this consultation, so none can be added."
            )


class EqualityOption(models.Model):
    question = models.ForeignKey(EqualityQuestion, on_delete=models.CASCADE, related_name="options")
    label = NameField(max_length=200)
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


class EqualityBallot(models.Model):
    """One person's answers, sealed until they are counted together with those of others
    (`equality/ballots.py`). All ballots of a consultation are equally long, and no column reveals
    anything.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="equality_ballots"
    )
    sealed = models.TextField()

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return str(self.id)


class EqualityCount(models.Model):
    """How many people chose `option`. Each update added ten people or more."""

    option = models.OneToOneField(
        EqualityOption, on_delete=models.PROTECT, primary_key=True, related_name="count"
    )
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["option"]

    def __str__(self):
        return f"{self.option}: {self.number}"


class EqualityForm(models.Model):
    """A record that a form was handed in, so that each response hands in only one.

    Nobody can tell whose form it was without the key, which is kept outside the database.
    """

    nonce = models.CharField(max_length=64, primary_key=True)
    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="equality_forms"
    )

    class Meta:
        ordering = ["nonce"]

    def __str__(self):
        return self.nonce[:8]
