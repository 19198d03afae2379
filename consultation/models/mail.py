"""Mail that the portal sends, and the people who asked for it."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from consultation.models.invitation import Invitation
from consultation.models.response import Response
from consultation.models.secrets import PrivateLink, PrivateLinkQuerySet, new_token
from consultation.models.window import Window

LONGEST_SENDING = dt.timedelta(minutes=15)
LONGEST_DELAY = dt.timedelta(minutes=10)
PATIENT_TRIES = 2  # a server may say "not now" so often without being down
KEPT_FOR = dt.timedelta(days=30)
ABOUT = {"blank": True, "null": True, "editable": False, "related_name": "mail"}


class MailQuerySet(models.QuerySet):
    def due(self, *, at):
        return self.filter(state=Mail.State.WAITING, next_try_at__lte=at)

    def stuck(self, *, at):
        """The process that was sending them stopped. Nobody knows whether they were sent."""
        return self.filter(state=Mail.State.SENDING, tried_at__lte=at - LONGEST_SENDING)

    def done_with(self, *, at):
        """Finished: officers could see the result for 30 days."""
        return self.not_to_be_sent().filter(tried_at__lte=at - KEPT_FOR)

    def not_to_be_sent(self):
        return self.exclude(state__in=[Mail.State.WAITING, Mail.State.SENDING])

    def undelivered(self):
        """Not sent, refused, came back, or may not have arrived. It can be sent again."""
        return self.filter(state__in=Mail.TROUBLE)

    def in_trouble(self):
        """An officer has to decide what to do."""
        return self.undelivered().filter(dismissed_at=None)

    def dismissed(self):
        return self.undelivered().filter(dismissed_at__isnull=False)

    def held_up(self, *, at):
        """Waits longer than on a good day: the mail server is down, or nothing sends.

        A server that says "not now" once or twice is not down.
        """
        said_not_now = Q(problem__regex=r"^4\d\d ")
        is_tried = Q(attempts__gt=0) & ~said_not_now | Q(attempts__gt=PATIENT_TRIES)
        is_overdue = Q(next_try_at__lte=at - LONGEST_DELAY)
        return self.filter(is_tried | is_overdue, state=Mail.State.WAITING)

    def to_address(self, email):
        """Ignores capitals, and uses an index."""
        return self.alias(address=Lower("to")).filter(address=email.lower())


class Mail(models.Model):
    """One mail to one person, sent once: `key` names its occasion, and an occasion has one mail.

    It points to the row that it is about, and is written when it is sent
    (`notifications/composing.py`). If that row is deleted, officers still see the mail, but it is
    no longer sent.
    """

    class Kind(models.TextChoices):
        RECEIPT = "receipt", "Receipt"
        LINK = "link", "Link to a response not sent yet"
        REMINDER = "reminder", "Reminder before closing"
        INVITATION = "invitation", "Invitation"
        INVITATION_REMINDER = "invite-reminder", "Reminder of an invitation"
        CONFIRMATION = "confirmation", "Confirm that alerts are wanted"
        ALERT = "alert", "Alert"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNSENT = "unsent", "Not sent: no mail server"
        FAILED = "failed", "Refused"
        BOUNCED = "bounced", "Came back"
        UNCERTAIN = "uncertain", "Not known whether it arrived"
        NOT_NEEDED = "not-needed", "Not needed any more"

    TROUBLE = (State.UNSENT, State.FAILED, State.BOUNCED, State.UNCERTAIN)

    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, **ABOUT)
    link_request = models.ForeignKey("LinkRequest", on_delete=models.SET_NULL, **ABOUT)
    invitation = models.ForeignKey(Invitation, on_delete=models.SET_NULL, **ABOUT)
    follower = models.ForeignKey("Follower", on_delete=models.SET_NULL, **ABOUT)
    event = models.CharField(max_length=100, blank=True, help_text="The id of what an alert tells.")
    message_id = models.CharField(max_length=200, unique=True, default=new_token)
    created_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    tried_at = models.DateTimeField(blank=True, null=True)
    problem = models.TextField(
        blank=True, help_text="What the mail server said last, or why it was not sent."
    )
    bounced_at = models.DateTimeField("came back", blank=True, null=True, editable=False)
    dismissed_at = models.DateTimeField(blank=True, null=True, editable=False)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
        editable=False,
    )
    dismissed_because = models.CharField(max_length=200, blank=True, editable=False)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "email"
        verbose_name_plural = "emails"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="waiting"), name="mail_waiting_by_time"
            ),
            models.Index(fields=["-created_at", "-id"], name="mail_newest_first"),
            models.Index(fields=["state", "-created_at", "-id"], name="mail_by_state"),
            models.Index(fields=["kind", "-created_at", "-id"], name="mail_by_kind"),
            models.Index(OpClass(Lower("to"), name="text_pattern_ops"), name="mail_to_beginning"),
        ]
        constraints = [
            models.CheckConstraint(
                name="mail_came_back_at_a_moment",
                condition=~Q(state="bounced") | Q(bounced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_dismissed_by_somebody_for_a_reason",
                condition=Q(dismissed_at=None, dismissed_by=None, dismissed_because="")
                | Q(
                    dismissed_at__isnull=False,
                    dismissed_by__isnull=False,
                    dismissed_because__regex=r"\S",
                ),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} to {self.to}"

    @property
    def is_dismissed(self):
        return self.dismissed_at is not None


class LinkRequestQuerySet(models.QuerySet):
    def to_remind(self, *, at):
        """Reminders that are due: the window of the response closes within days."""
        soon = Window.objects.of_live_consultations().closing_soon(at=at)
        wanted = self.filter(remind=True, response__received_at=None, response__window__in=soon)
        return wanted.select_related("response__window__consultation")

    def still_to_remind(self, *, at):
        """Reminders that were promised and can still be sent: the window has not closed."""
        windows = Window.objects.of_live_consultations().filter(closes_at__gt=at)
        return self.filter(remind=True, response__received_at=None, response__window__in=windows)

    def of_no_use(self, *, at):
        """The response was sent; or the link was asked for 30 days ago, and no mail or reminder is
        still to be sent."""
        waiting = Mail.objects.filter(state__in=[Mail.State.WAITING, Mail.State.SENDING])
        old = (
            Q(asked_at__lte=at - KEPT_FOR)
            & ~Q(pk__in=self.still_to_remind(at=at))
            & ~Q(pk__in=waiting.filter(link_request__isnull=False).values("link_request"))
        )
        return self.filter(Q(response__received_at__isnull=False) | old)


class LinkRequest(models.Model):
    """An address that gets the link of an unsent response, and a reminder if it is wanted."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="link_requests")
    email = models.EmailField()
    remind = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    objects = LinkRequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return self.email


class FollowerQuerySet(PrivateLinkQuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def who_hear_of(self, happened_at):
        """They confirmed before it happened."""
        return self.confirmed().filter(confirmed_at__lt=happened_at)

    def unconfirmed(self):
        return self.filter(confirmed_at=None)


class Follower(PrivateLink):
    """Somebody who asked for email alerts. None is sent before they confirm.

    Unsubscribing deletes the row.
    """

    email = models.EmailField()
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(blank=True, null=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(Lower("email"), name="follower_once_an_address")]

    def __str__(self):
        return self.email
