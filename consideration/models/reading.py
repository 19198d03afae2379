"""Which officer has read which response."""

from django.conf import settings
from django.db import models

from consultation.models.response import Response


class ReadingQuerySet(models.QuerySet):
    def by(self, officer):
        return self.filter(officer=officer)

    def with_officers(self):
        return self.select_related("officer")


class Reading(models.Model):
    """That an officer has read a response, in the version that was sent then."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="readings")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    read_at = models.DateTimeField()

    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering = ["read_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "officer"], name="reading_once_by_each_officer"
            )
        ]

    def __str__(self):
        return f"{self.officer} has read {self.response}"
