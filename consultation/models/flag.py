"""A flag is stored beside the sent response, which itself never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.response import Response


class FlagQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(reviewed_at=None)


class Flag(models.Model):
    """A reason to review a response before it is published. The response counts anyway."""

    class Kind(models.TextChoices):
        SAME_ADDRESS = "same-address", "Many from one network address within an hour"
        TOO_FAST = "too-fast", "Sent sooner than a person can"
        TRAP = "trap", "Filled in a field that people do not see"
        LINKS = "links", "Many links"
        REPETITION = "repetition", "Says the same again and again"
        SAME_WORDS = "same-words", "The same words as another response"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=20, choices=Kind)
    raised_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(blank=True, null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = FlagQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [
            models.Index(fields=["response"], condition=Q(reviewed_at=None), name="flag_waiting")
        ]
        constraints = [
            models.UniqueConstraint(fields=["response", "kind"], name="flag_once_about_a_response"),
            models.CheckConstraint(
                name="flag_reviewed_by_somebody",
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
