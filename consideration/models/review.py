"""What officers decide of a response, and who is about to decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.response import Response


class Review(models.Model):
    """An officer has read a version of a response and decided what of it the public may read.

    Deciding again adds a row.
    """

    class Decision(models.TextChoices):
        AS_IT_IS = "as-it-is", "Publish it as it is"
        IN_PART = "in-part", "Publish it in part"
        WITHHELD = "withheld", "Publish none of its words"
        UNWANTED = "unwanted", "Publish nothing, as its sender asked"
        SAFEGUARDING = "safeguarding", "Never publish it: somebody may be at risk"

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=20, choices=Decision)
    note = models.TextField(blank=True, help_text="For officers only.")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["reviewed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="review_has_a_decision",
                condition=Q(
                    decision__in=["as-it-is", "in-part", "withheld", "unwanted", "safeguarding"]
                ),
            ),
        ]

    def __str__(self):
        return f"{self.response}: {self.get_decision_display()}"


class ClaimQuerySet(models.QuerySet):
    def of_others(self, officer, *, at):
        """In force: what other officers have open at `at`."""
        return self.filter(ends_at__gt=at).exclude(officer=officer)


class Claim(models.Model):
    """An officer has a response open to review it, so that nobody else is handed it.

    It ends by itself at `ends_at`, and is in force before that moment.
    """

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, primary_key=True, related_name="claim"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    ends_at = models.DateTimeField()

    objects = ClaimQuerySet.as_manager()

    def __str__(self):
        return f"{self.officer} has {self.response} open"
