"""What happens to a response once it was sent. It stands beside the response, never over it."""

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q

from consultation.models.consultation import Consultation
from consultation.models.response import Response
from consultation.models.secrets import new_token


class Withdrawal(models.Model):
    """That a response no longer counts and is not published. That it existed is still said."""

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


class ConcernQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(looked_at=None)

    def looked_at(self):
        return self.filter(looked_at__isnull=False)


class Concern(models.Model):
    """Why officers should look at a response before it is published. It counts all the same."""

    class Kind(models.TextChoices):
        SAME_ADDRESS = "same-address", "Many from one network address within an hour"
        TOO_FAST = "too-fast", "Sent sooner than a person can"
        TRAP = "trap", "Filled in a field that people do not see"
        LINKS = "links", "Many links"
        REPETITION = "repetition", "Says the same again and again"
        SAME_WORDS = "same-words", "The same words as another response"

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="concerns")
    kind = models.CharField(max_length=20, choices=Kind)
    raised_at = models.DateTimeField()
    looked_at = models.DateTimeField("looked at", blank=True, null=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["raised_at", "pk"]
        indexes = [
            models.Index(fields=["response"], condition=Q(looked_at=None), name="concern_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "kind"], name="concern_once_about_a_response"
            ),
            models.CheckConstraint(
                name="concern_looked_at_by_somebody",
                condition=Q(looked_at=None, looked_by=None)
                | Q(looked_at__isnull=False, looked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


def files_of_officers():
    """Outside what a web server shows; given out by a view, to officers, as a download."""
    return storages["attachments"]


def random_name(instance, filename):
    """Nothing of the name that the file came with."""
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
    """A file of responses: checked first, then taken in whole or not at all."""

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

    class Meta:
        verbose_name = "import of responses"
        verbose_name_plural = "imports of responses"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self):
        return self.name
