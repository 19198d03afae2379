"""What one person or body says: gathered over pages or days, sent once, and from then unchanged.

The database refuses changes to a response that was sent (migration 0003). What officers do with it
stands beside it.
"""

import hashlib
import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.urls import reverse

from consultation.models.consultation import Consultation, Locality, Window
from strategy.models import Part

MAX_COMMENT = 10_000  # UTF-16 code units, as a browser counts them

# Without vowels, so that no word comes about, and without what is easily mistaken: 0 O 1 I L.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_token():
    """The secret in a respondent's cookie and private links: 192 random bits."""
    return secrets.token_urlsafe(24)


def new_reference(prefix):
    """A reference such as SDP-7F3K-92QD; whether it is free is for the database to say."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


class ResponseQuerySet(models.QuerySet):
    def sent(self):
        return self.filter(received_at__isnull=False)

    def unsent(self):
        return self.filter(received_at=None)

    def for_listing(self):
        return self.select_related("consultation", "window", "locality").annotate(
            comment_total=models.Count("comments")
        )


class Response(models.Model):
    class Kind(models.TextChoices):
        RESIDENT = "resident", "A resident of County Durham"
        ORGANISATION = "organisation", "An organisation or group"
        OTHER = "other", "Someone else"

    class Publication(models.TextChoices):
        NOTHING = "nothing", "Do not publish my comments"
        WITHOUT_NAME = "without-name", "Publish my comments without my name"
        WITH_NAME = "with-name", "Publish my comments with my name"

    class Channel(models.TextChoices):
        WEB = "web", "This website"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="responses"
    )
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="responses")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.WEB)
    begun_at = models.DateTimeField()
    received_at = models.DateTimeField(blank=True, null=True)
    is_late = models.BooleanField("late", default=False)
    reference = models.CharField(max_length=20, unique=True, blank=True, null=True)

    respondent_kind = models.CharField("responding as", max_length=20, choices=Kind, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, blank=True, null=True, verbose_name="area"
    )
    publication = models.CharField(max_length=20, choices=Publication, blank=True)
    is_sample = models.BooleanField("sample", default=False, editable=False)

    objects = ResponseQuerySet.as_manager()

    SAID_ABOUT_THEMSELVES = (
        "respondent_kind",
        "organisation",
        "name",
        "email",
        "locality",
        "publication",
    )

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(
                fields=["consultation", "-received_at"],
                condition=Q(received_at__isnull=False),
                name="response_sent_newest_first",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="response_sent_has_reference_and_choices",
                condition=Q(received_at=None, reference=None, is_late=False)
                | Q(received_at__isnull=False, reference__isnull=False)
                & ~Q(respondent_kind="")
                & ~Q(publication=""),
                violation_error_message=(
                    "A response that was sent has a reference, says who responds and what may be "
                    "published; one not sent has no reference."
                ),
            ),
            models.CheckConstraint(
                name="response_reference_is_readable",
                condition=Q(reference=None)
                | Q(reference__regex=rf"^[A-Z]{{2,6}}(-[{REFERENCE_LETTERS}]{{4}}){{2}}$"),
                violation_error_message="A reference looks like SDP-7F3K-92QD.",
            ),
            models.CheckConstraint(
                name="response_organisation_has_a_name",
                condition=~Q(respondent_kind="organisation") | ~Q(organisation=""),
                violation_error_message="Enter the name of the organisation or group.",
            ),
            models.CheckConstraint(
                name="response_with_name_has_a_name",
                condition=~Q(publication="with-name") | ~Q(name="", organisation=""),
                violation_error_message=(
                    "Enter your name, or choose to be published without your name."
                ),
            ),
        ]

    def __str__(self):
        return self.reference or "Response not sent yet"

    @property
    def is_sent(self):
        return self.received_at is not None

    @property
    def comment_count(self):
        return len(self.comments.all())

    @property
    def is_about_you_complete(self):
        return bool(self.respondent_kind and self.publication)

    def fingerprint(self):
        """Changes whenever what would be sent changes."""
        said = [
            *(str(getattr(self, field)) for field in self.SAID_ABOUT_THEMSELVES),
            *(f"{comment.pk} {comment.text}" for comment in self.comments.all()),
        ]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()

    @property
    def public_name(self):
        """The name that may stand beside its published comments."""
        if self.publication != self.Publication.WITH_NAME:
            return ""
        return " – ".join(filter(None, [self.name, self.organisation]))

    def receipt_url(self):
        return reverse("consultation:receipt", args=[self.token])

    def resume_url(self):
        return reverse("consultation:resume", args=[self.consultation.slug, self.token])


class CommentQuerySet(models.QuerySet):
    def for_display(self):
        return self.select_related("part__edition")


class Comment(models.Model):
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="comments")
    part = models.ForeignKey(
        Part,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="comments",
        help_text="What it is about; empty for the whole strategy.",
    )
    text = models.TextField()
    written_at = models.DateTimeField()

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=Q(text__regex=r"\S"),
                violation_error_message="Enter your comment.",
            ),
            models.CheckConstraint(
                name="comment_at_most_10000_characters",
                condition=LessThanOrEqual(Length("text"), MAX_COMMENT),
                violation_error_message="Your comment must be 10,000 characters or fewer.",
            ),
        ]

    def __str__(self):
        return self.about

    @property
    def about(self):
        return self.part.label if self.part else "The whole strategy"
