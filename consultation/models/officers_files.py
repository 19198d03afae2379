"""Files that officers upload: scans of responses, and files of responses to import."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from consultation.models.consultation import Consultation
from consultation.models.response import Response
from consultation.models.secrets import new_token


def files_of_officers():
    """No web server shows this folder. A view gives its files to officers, as downloads."""
    return storages["attachments"]


def random_name(instance, filename):
    """Ignores the name of the uploaded file."""
    return new_token()


class Attachment(models.Model):
    """A file beside a response, usually the scan of a paper form."""

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(storage=files_of_officers, upload_to=random_name)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="In bytes.")
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class ResponseImport(models.Model):
    """A file of responses: checked first, then imported completely or not at all."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="imports")
    file = models.FileField(storage=files_of_officers, upload_to=random_name)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    imported_at = models.DateTimeField(blank=True, null=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )
    sheet = models.CharField(
        max_length=100, blank=True, help_text="Which was read, of a workbook; empty until chosen."
    )
    encoding = models.CharField(
        max_length=20, blank=True, help_text="That an officer chose, of a text that is not Unicode."
    )
    row_total = models.PositiveIntegerField("rows", default=0)
    response_total = models.PositiveIntegerField("responses added", default=0)
    known_total = models.PositiveIntegerField("responses known already", default=0)
    corrected_total = models.PositiveIntegerField("responses corrected", default=0)
    undone_at = models.DateTimeField(blank=True, null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )
    undone_because = models.TextField(blank=True)

    class Meta:
        verbose_name = "import of responses"
        verbose_name_plural = "imports of responses"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_undone_by_somebody_with_a_reason",
                condition=Q(undone_at=None, undone_by=None, undone_because="")
                | Q(
                    undone_at__isnull=False,
                    undone_by__isnull=False,
                    undone_because__regex=r"\S",
                    imported_at__isnull=False,
                ),
                violation_error_message="Say why the import is undone.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def result(self):
        """“2 added, 3 corrected, 1 known already”, of an import that was confirmed."""
        totals = {
            "added": self.response_total,
            "corrected": self.corrected_total,
            "known already": self.known_total,
        }
        said = [f"{number:,} {words}" for words, number in totals.items() if number]
        return ", ".join(said) or "nothing added"

    @property
    def has_effect(self):
        return bool(self.response_total or self.corrected_total)
