"""Passages that officers redact. The comment itself does not change."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from consideration.models.withholding import WhyWithheld
from consultation.models.comment import Comment
from sdp_portal.search import words_of


class RedactionQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_at=None)

    def with_officers(self):
        return self.select_related("redacted_by", "lifted_by")


class Redaction(models.Model):
    """Records that the public may not read a passage of a comment, and why.

    The passage goes from `start` up to, not including, `end`. Both count characters (Unicode code
    points) from 0. It is lifted and never deleted, so that the record of officers' decisions stays
    complete. Passages may overlap.
    """

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=WhyWithheld)
    redacted_at = models.DateTimeField()
    redacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(blank=True, null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["redacted_at", "pk"]
        constraints = [
            models.CheckConstraint(name="redaction_has_words", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="redaction_lifted_by_somebody",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="redaction_has_a_reason", condition=Q(reason__in=WhyWithheld.values)
            ),
            models.UniqueConstraint(
                fields=["comment", "start", "end"],
                name="redaction_of_passage_once",
                condition=Q(lifted_at=None),
            ),
        ]

    def __str__(self):
        return f"Redacted: {self.get_reason_display()}"

    @property
    def words(self) -> str:
        return self.comment.text[self.start : self.end]


class RedactedText(models.Model):
    """A comment as the public reads it while a redaction of it is in force.

    `reviewing/redacting.py` writes it with each redaction. `search` finds only what the public may
    read.
    """

    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, primary_key=True, related_name="redacted"
    )
    text = models.TextField()
    search = models.GeneratedField(
        expression=words_of("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="redacted_text_search")]

    def __str__(self):
        return f"{self.comment}, redacted"
