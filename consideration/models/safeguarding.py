"""Responses that are never public because somebody may be at risk."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.response import Response


class SafeguardingQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None)

    def about(self, response):
        """In force for any version of the response."""
        return self.in_force().filter(response__reference=response.reference)

    def kept(self):
        """The responses, in every version: a later one may say the same."""
        return Response.objects.filter(reference__in=self.references()).order_by()

    def references(self):
        """In force: of the responses that are kept."""
        return self.in_force().order_by().values("response__reference")

    def with_officers(self):
        return self.select_related("recorded_by", "lifted_by")


class Safeguarding(models.Model):
    """Somebody may be at risk, and an officer has passed it on: to whom, when and how.

    Only officers with the right to see these rows see the response. It counts like any other. The
    row is lifted and never deleted.
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="safeguardings")
    passed_to = models.CharField(max_length=200)
    passed_at = models.DateTimeField()
    how = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(blank=True, null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = SafeguardingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "safeguarding"
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="safeguarding_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["response"],
                name="safeguarding_of_response_once",
                condition=Q(lifted_at=None),
            ),
        ]

    def __str__(self):
        return f"Passed on to {self.passed_to}"
