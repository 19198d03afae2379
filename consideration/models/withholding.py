"""Words that officers withhold. The comment itself does not change."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consultation.models.comment import Comment


class WhyWithheld(models.TextChoices):
    """The reason as the public reads it after “withheld:” or, for a passage, “redacted:”."""

    IDENTIFIES = "identifies", "it could identify somebody"
    ENDANGERS = "endangers", "it could distress somebody or put them at risk"
    UNLAWFUL = "unlawful", "it could be unlawful or abusive"
    CONFIDENTIAL = "confidential", "it is confidential"


class WithholdingQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None)

    def with_officers(self):
        return self.select_related("withheld_by", "lifted_by")


class Withholding(models.Model):
    """Records that the public may not read a comment, and why.

    It is lifted and never deleted, so that the record of officers' decisions stays complete.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="withholdings")
    reason = models.CharField(max_length=20, choices=WhyWithheld)
    note = models.TextField(blank=True, help_text="For officers only.")
    withheld_at = models.DateTimeField()
    withheld_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(blank=True, null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = WithholdingQuerySet.as_manager()

    class Meta:
        ordering = ["withheld_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="withholding_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="withholding_has_a_reason", condition=Q(reason__in=WhyWithheld.values)
            ),
            models.UniqueConstraint(
                fields=["comment"], name="withholding_of_comment_once", condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self):
        return f"Withheld: {self.get_reason_display()}"
