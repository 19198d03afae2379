"""A withdrawal is stored beside the sent response, which itself never changes."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.response import Response


class Withdrawal(models.Model):
    """The response no longer counts and is not published. Its existence stays public."""

    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="The officer who did so because the sender asked; empty when it was done "
        "using the private link, which proves nothing about the person.",
    )
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-withdrawn_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="withdrawal_by_an_officer_has_a_reason",
                condition=Q(withdrawn_by=None) | Q(reason__regex=r"\S"),
                violation_error_message="Say why the response is withdrawn.",
            )
        ]

    def __str__(self):
        return f"{self.response}, withdrawn"
