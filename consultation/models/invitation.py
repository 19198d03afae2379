"""Invitations to windows that are not for everyone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from consultation.models.secrets import PrivateLink, PrivateLinkQuerySet
from consultation.models.window import Window


class InvitationQuerySet(PrivateLinkQuerySet):
    def usable(self):
        """Those not revoked. Whether their link works also depends on the window."""
        return self.filter(revoked_at=None)

    def for_page(self):
        return self.select_related("window__consultation__edition__strategy")

    def unanswered(self):
        """Those that work and have sent nothing yet."""
        return self.usable().exclude(models.Exists(self._responses().sent()))

    def begun(self):
        """Those that have begun to answer and have sent nothing yet."""
        return self.unanswered().filter(models.Exists(self._responses().unsent()))

    def _responses(self):
        """For subqueries: a response refers to its invitation, so its model is not imported."""
        responses = self.model.responses.rel.related_model.objects
        return responses.filter(invitation=models.OuterRef("pk")).order_by()

    def for_listing(self):
        """Adds the number of responses that count (`ResponseQuerySet.counted`), and whether any
        response was sent or begun."""
        counted = Q(
            responses__received_at__isnull=False,
            responses__withdrawal=None,
            responses__replaced_by__received_at=None,
        )
        return (
            self.select_related("window__consultation", "reminder")
            .prefetch_related("mail")
            .annotate(
                response_total=models.Count("responses", filter=counted),
                is_answered=models.Exists(self._responses().sent()),
                is_begun=models.Exists(self._responses().unsent()),
            )
        )


class Invitation(PrivateLink):
    """The private link of one person or group to a window by invitation."""

    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=200, help_text="Of the person or the group.")
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    own_words = models.TextField(
        "added to the mail", blank=True, help_text="What the officer added to the mail."
    )
    invited_at = models.DateTimeField(editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    revoked_at = models.DateTimeField(blank=True, null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        editable=False,
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            # The target of a composite foreign key: the response is in the invitation's window.
            models.UniqueConstraint(fields=["id", "window"], name="invitation_in_its_window"),
            models.UniqueConstraint(
                "window",
                Lower("email"),
                name="invitation_once_to_an_address",
                condition=~Q(email="") & Q(revoked_at=None),
                violation_error_message="This address has been invited already.",
            ),
            models.CheckConstraint(
                name="invitation_revoked_by_somebody",
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name

    def private_url(self):
        return reverse("consultation:invitation", args=[self.token])

    @property
    def is_revoked(self):
        return self.revoked_at is not None


class InvitationReminder(models.Model):
    """The reminder of an invitation. There is never a second one."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="reminder")
    own_words = models.TextField(blank=True)
    reminded_at = models.DateTimeField()
    reminded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"Reminder of {self.invitation}"
