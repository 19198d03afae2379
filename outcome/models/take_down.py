"""A second officer confirms that words were rightly taken off what is public."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consideration.models.redaction import Redaction
from consideration.models.withholding import Withholding


class TakeDownConfirmation(models.Model):
    """What a second officer found out about words that were public and were redacted or withheld.

    Together with that redaction or withholding it is the record of a possible breach.
    """

    redaction = models.OneToOneField(
        Redaction, on_delete=models.PROTECT, blank=True, null=True, related_name="confirmation"
    )
    withholding = models.OneToOneField(
        Withholding, on_delete=models.PROTECT, blank=True, null=True, related_name="confirmation"
    )
    record = models.TextField(
        help_text="Who could be told from the words, what may come of it, and whom you told when."
    )
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["confirmed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="take_down_confirmation_of_one_act",
                condition=Q(redaction=None, withholding__isnull=False)
                | Q(redaction__isnull=False, withholding=None),
            ),
        ]

    def __str__(self):
        return f"Confirmed: {self.redaction or self.withholding}"
