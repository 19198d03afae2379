"""The response of one person or organisation: written over days, sent once, then unchanged.

The database refuses changes to a sent response (migration 0002_guards). People who change their
mind send a new version, which replaces the one before under the same reference. So do officers who
correct what they entered. Withdrawals, flags and marks of mistakes are stored beside the response
(`withdrawal.py`, `flag.py`, `mistake.py`).
"""

import hashlib

from django.conf import settings
from django.db import models
from django.urls import reverse

from consultation.models.consultation import CirculationGroup, Consultation, Locality
from consultation.models.invitation import Invitation
from consultation.models.response_constraints import CONSTRAINTS
from consultation.models.response_indexes import INDEXES
from consultation.models.response_queryset import ResponseQuerySet
from consultation.models.secrets import PrivateLink
from consultation.models.window import Window
from sdp_portal import partnership


def kinds_of_respondent():
    """For fields: as a function, so that migrations do not hold the words."""
    return Response.Kind.choices


def respondents_here():
    """The kinds, with what a resident is called here. Officers can change that."""
    resident = (Response.Kind.RESIDENT.value, partnership.current().resident)
    return [resident, *(kind for kind in Response.Kind.choices if kind[0] != resident[0])]


class Response(PrivateLink):
    class Kind(models.TextChoices):
        RESIDENT = "resident", "A resident"
        ORGANISATION = "organisation", "An organisation or group"
        OTHER = "other", "Someone else"

    class Publication(models.TextChoices):
        NOTHING = "nothing", "Do not publish my comments"
        WITHOUT_NAME = "without-name", "Publish my comments without my name"
        WITH_NAME = "with-name", "Publish my comments with my name"

    class Channel(models.TextChoices):
        """How a response arrived. Every channel counts the same."""

        WEB = "web", "This website"
        PAPER = "paper", "Paper form"
        EMAIL = "email", "Email"
        LETTER = "letter", "Letter"
        TELEPHONE = "telephone", "Telephone"
        MEETING = "meeting", "Meeting"

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="responses"
    )
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="responses")
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.WEB)
    begun_at = models.DateTimeField()
    form_key = models.CharField(
        max_length=64,
        unique=True,
        blank=True,
        null=True,
        editable=False,
        help_text="Of the form by which it was begun, so that a double click begins it once.",
    )
    touched_at = models.DateTimeField(
        blank=True,
        null=True,
        editable=False,
        help_text="When its sender last changed it, after beginning it.",
    )
    received_at = models.DateTimeField(blank=True, null=True)
    is_late = models.BooleanField("late", default=False)
    reference = models.CharField(max_length=20, blank=True, null=True)
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="replaced_by",
        help_text="The version before this one; it was sent under the same reference.",
    )

    via = models.ForeignKey(
        CirculationGroup,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="responses",
        verbose_name="through the link of",
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, blank=True, null=True, related_name="responses"
    )
    headcount = models.PositiveIntegerField(
        "people at the meeting",
        blank=True,
        null=True,
        help_text="A meeting’s view is one response; this is how many people were there.",
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        help_text="The officer who entered what did not come by this website.",
    )
    entered_at = models.DateTimeField(blank=True, null=True)
    corrected_because = models.TextField(
        "why it was corrected",
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="Of a later version that an officer entered.",
    )
    imported_in = models.ForeignKey(
        "ResponseImport",
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="responses",
    )
    corrected_in = models.ForeignKey(
        "ResponseImport",
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="corrections",
        help_text="The import that brought this version, of a response that was known.",
    )
    own_reference = models.CharField(
        "reference in the imported file",
        max_length=200,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="The officers’ own. We look for it when a file is imported again.",
    )
    source_key = models.CharField(
        max_length=64,
        blank=True,
        null=True,
        editable=False,
        help_text="What the imported file said, digested: the same is not imported twice.",
    )

    respondent_kind = models.CharField(
        "responding as", max_length=20, choices=kinds_of_respondent, blank=True
    )
    organisation = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    locality = models.ForeignKey(
        Locality, on_delete=models.PROTECT, blank=True, null=True, verbose_name="area"
    )
    publication = models.CharField(
        "consent to publication", max_length=20, choices=Publication, blank=True
    )
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
        indexes = INDEXES
        constraints = CONSTRAINTS

    def __str__(self):
        return self.reference or "Response not sent yet"

    @property
    def is_sent(self):
        return self.received_at is not None

    @property
    def comments_on_parts(self):
        """Comments on parts or on the whole strategy, not in answer to a question."""
        return [comment for comment in self.comments.all() if comment.question_id is None]

    @property
    def answer_count(self):
        """How many questions are answered, by a choice or in words."""
        rows = [*self.answers.all(), *self.comments.all()]
        return len({row.question_id for row in rows} - {None})

    @property
    def says_something(self):
        return bool(self.comments.all() or self.answers.all())

    def can_be_sent(self, *, at):
        """Its window accepts it, and its invitation has not been revoked."""
        in_time = self.window.accepts(begun_at=self.begun_at, at=at)
        return in_time and not self.is_invitation_revoked

    @property
    def is_invitation_revoked(self):
        return self.invitation is not None and self.invitation.is_revoked

    @property
    def is_withdrawn(self):
        """True for the last sent version only: a withdrawal points to that one."""
        return hasattr(self, "withdrawal")

    @property
    def mistake(self):
        """The mark that an officer entered it by mistake, or None; of the last sent version."""
        if self.entered_by_id is None:
            return None
        return next((each for each in self.mistakes.all() if each.ended_at is None), None)

    @property
    def has_been_replaced(self):
        """Whether a later version was sent. An unsent change replaces nothing yet."""
        return hasattr(self, "replaced_by") and self.replaced_by.is_sent

    def receive(self, *, at):
        """Mark it as received at `at`, without saving. No form can add to it any more."""
        self.received_at = at
        self.form_key = None
        self.is_late = self.window.is_late(at=at)

    @property
    def holds(self):
        """“2 comments and 3 answers”."""
        comments, answers = len(self.comments_on_parts), self.answer_count
        words = [f"{comments} comment{'s' * (comments != 1)}"] if comments or not answers else []
        words += [f"{answers} answer{'s' * (answers != 1)}"] if answers else []
        return " and ".join(words)

    def get_respondent_kind_display(self):
        """Reads the partnership only for residents."""
        is_resident = self.respondent_kind == self.Kind.RESIDENT
        kinds = respondents_here() if is_resident else self.Kind.choices
        return dict(kinds).get(self.respondent_kind, "")

    @property
    def is_about_you_complete(self):
        return bool(self.respondent_kind and self.publication)

    def changes(self, sent):
        """Whether this version is a change of the response `sent`."""
        return self.replaces is not None and self.replaces.reference == sent.reference

    def fingerprint(self):
        """A hash of everything that would be sent."""
        said = [
            *(str(getattr(self, field)) for field in self.SAID_ABOUT_THEMSELVES),
            *(f"{c.pk} {c.question or ''} {c.text}" for c in self.comments.all()),
            *(f"{answer.question} {answer.choice}" for answer in self.answers.all()),
        ]
        return hashlib.sha256("\0".join(said).encode()).hexdigest()

    @property
    def public_names(self):
        """The names to publish with its comments."""
        is_named = self.publication == self.Publication.WITH_NAME
        return [name for name in (self.name, self.organisation) if is_named and name]

    @property
    def public_name(self):
        return " – ".join(self.public_names)

    def receipt_url(self):
        return reverse("consultation:receipt", args=[self.token])

    def resume_url(self):
        return reverse("consultation:resume", args=[self.consultation.slug, self.token])
