"""The mark “entered by mistake” is stored beside the sent response, which itself never changes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from consultation.models.response import Response


class MistakeQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(ended_at=None)


class Mistake(models.Model):
    """An officer entered the response by mistake, so it does not count and is not published.

    This is not a withdrawal: its sender did not ask for it. It can end, and is never deleted.
    """

    class Why(models.TextChoices):
        DUPLICATE = "duplicate", "It was entered twice"
        NOT_A_RESPONSE = "not-a-response", "It is not a response"
        WRONG_CONSULTATION = "wrong-consultation", "It is for another consultation"
        IMPORT = "import", "Its import was undone"
        OTHER = "other", "Another reason"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="mistakes")
    why = models.CharField(max_length=20, choices=Why)
    duplicate_of = models.ForeignKey(
        Response, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )
    note = models.TextField(blank=True, help_text="For officers only.")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(blank=True, null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = MistakeQuerySet.as_manager()

    class Meta:
        ordering = ["marked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response"], name="mistake_in_force_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="mistake_ended_by_somebody",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.CheckConstraint(
                name="mistake_has_a_reason",
                condition=Q(why__in=["duplicate", "not-a-response", "wrong-consultation"])
                | Q(why__in=["import", "other"], note__regex=r"\S"),
                violation_error_message="Say why it was a mistake.",
            ),
            models.CheckConstraint(
                name="mistake_duplicate_of_another",
                condition=Q(why="duplicate", duplicate_of__isnull=False)
                & ~Q(duplicate_of=F("response"))
                | ~Q(why="duplicate") & Q(duplicate_of=None),
                violation_error_message="Give the reference of the response that is right.",
            ),
        ]

    def __str__(self):
        return f"{self.response}, entered by mistake"
