"""What officers call the things that people say: codes, in two levels."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from consultation.models.consultation import Consultation

LONGEST_NAME = 300  # characters


class CodeQuerySet(models.QuerySet):
    def in_use(self):
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def top(self):
        return self.filter(parent=None)

    def named(self, name: str):
        """In capital or small letters."""
        return self.alias(low=Lower("name")).filter(low=Lower(models.Value(name)))


class Code(models.Model):
    """A subject of comments in one consultation.

    The database refuses a third level, and a parent in another consultation. A code that was merged
    keeps its row, and says into which.
    """

    class Family(models.TextChoices):
        EQUALITY = "equality", "Equality"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="codes")
    parent = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        blank=True,
        null=True,
        related_name="children",
        verbose_name="under",
        help_text="A code that is not under another one itself. Leave it empty for the top level.",
    )
    name = models.CharField(max_length=LONGEST_NAME)
    guidance = models.TextField(
        "guidance for coders", blank=True, help_text="What belongs here, and what does not."
    )
    family = models.CharField(
        max_length=20,
        choices=Family,
        blank=True,
        help_text="“Equality” if it is about the effect on a group of people.",
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, blank=True, null=True, editable=False, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        blank=True,
        null=True,
        editable=False,
        related_name="merged",
    )
    merged_at = models.DateTimeField(blank=True, null=True, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "consultation",
                Lower("name"),
                name="code_name_once_in_consultation",
                condition=Q(merged_into=None),
            ),
            models.CheckConstraint(name="code_has_a_name", condition=Q(name__regex=r"\S")),
            models.CheckConstraint(
                name="code_family_is_known", condition=Q(family__in=["", "equality"])
            ),
            models.CheckConstraint(
                name="code_not_under_itself",
                condition=Q(parent=None) | ~Q(parent=F("pk")),
            ),
            models.CheckConstraint(
                name="code_merged_by_somebody",
                condition=Q(merged_into=None, merged_at=None, merged_by=None)
                | Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name
