"""Windows: who may respond, and when."""

import datetime as dt
import math

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from consultation.models.consultation import Consultation
from sdp_portal.clock import LONDON
from sdp_portal.names import NameField
from strategy.models import Milestone

SOON = dt.timedelta(days=3)
AN_HOUR = dt.timedelta(hours=1)
# Pages add grace and days to a window, which the last days that Python knows do not bear.
FIRST_MOMENT = dt.datetime(1998, 1, 1, tzinfo=dt.UTC)
LAST_MOMENT = dt.datetime(9000, 1, 1, tzinfo=dt.UTC)  # forms take less
SHORTEST = dt.timedelta(hours=1)  # that officers can enter


def last_minute(closes_at: dt.datetime) -> dt.datetime:
    """The last minute before a window closes: officers type it, and pages show it."""
    return closes_at - dt.timedelta(minutes=1)


class WindowQuerySet(models.QuerySet):
    def open(self, *, at):
        """A half-open interval: a window is open at `opens_at`, and closed at `closes_at`."""
        return self.filter(opens_at__lte=at, closes_at__gt=at)

    def opened(self, *, at):
        """Windows of live consultations that have opened by `at`, the latest first."""
        return self._public().filter(opens_at__lte=at).order_by("-opens_at", "-pk")

    def closed(self, *, at):
        """Windows of live consultations that have closed by `at`, the latest first."""
        return self._public().filter(closes_at__lte=at).order_by("-closes_at", "-pk")

    def _public(self):
        return self.of_live_consultations().select_related("consultation__edition__strategy")

    def closing_soon(self, *, at):
        """The same rule as `Window.closes_soon`."""
        return self.open(at=at).filter(closes_at__lte=at + SOON)

    def for_everyone(self):
        return self.filter(audience=Window.Audience.EVERYONE)

    def to_invite_to(self, *, at):
        """Windows by invitation that have not closed yet."""
        invited = self.filter(audience=Window.Audience.INVITED, closes_at__gt=at)
        return invited.select_related("consultation")

    def of_live_consultations(self):
        return self.filter(consultation__went_live_at__isnull=False)

    def for_residents(self, *, at):
        """Windows of live consultations whose text the public can read at `at`."""
        readable = self.of_live_consultations().filter(consultation__edition__published_at__lte=at)
        return readable.select_related("consultation__edition__strategy")


class Window(models.Model):
    class Audience(models.TextChoices):
        EVERYONE = "everyone", "Everyone"
        INVITED = "invited", "By invitation"

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="windows")
    title = NameField(max_length=200)
    audience = models.CharField(max_length=10, choices=Audience)
    opens_at = models.DateTimeField("opens")
    closes_at = models.DateTimeField("closes", help_text="The first moment when it’s closed.")
    grace_minutes = models.PositiveSmallIntegerField(
        "minutes of grace after closing",
        default=15,
        help_text="How long people who have begun can still send. We mark what they send as late.",
    )
    asked = models.TextField(
        "what we ask people to do", blank=True, help_text="They read it in these words."
    )
    milestone = models.ForeignKey(
        Milestone,
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
        related_name="windows",
        help_text="This window’s milestone on the timeline.",
    )

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ["opens_at", "pk"]
        constraints = [
            # The target of a composite foreign key: a response's window is in its consultation.
            models.UniqueConstraint(
                fields=["id", "consultation"], name="window_in_its_consultation"
            ),
            models.CheckConstraint(
                name="window_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="A window must close after it opens.",
            ),
            models.CheckConstraint(
                name="window_is_in_years_that_people_know",
                condition=Q(opens_at__gte=FIRST_MOMENT, closes_at__lt=LAST_MOMENT),
                violation_error_message="Enter a year from 1998 to 2999.",
            ),
            models.CheckConstraint(
                name="window_grace_at_most_a_day",
                condition=Q(grace_minutes__lte=24 * 60),
                violation_error_message="The grace period can be at most a day (1,440 minutes).",
            ),
            ExclusionConstraint(
                name="window_for_everyone_only_one_at_a_time",
                expressions=[
                    ("consultation", RangeOperators.EQUAL),
                    (
                        Func(
                            "opens_at",
                            "closes_at",
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(audience="everyone"),
                violation_error_message="Two windows for everyone must not overlap.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def name_among_all(self):
        """Where windows of several consultations can be meant."""
        return f"{self.title} ({self.consultation})"

    @property
    def is_for_everyone(self):
        return self.audience == self.Audience.EVERYONE

    @property
    def last_minute(self):
        return last_minute(self.closes_at)

    @property
    def grace_ends_at(self):
        return self.closes_at + dt.timedelta(minutes=self.grace_minutes)

    @property
    def last_minute_of_grace(self):
        return last_minute(self.grace_ends_at)

    def has_opened(self, *, at):
        return self.opens_at <= at

    def has_just_opened(self, *, at):
        """Officers may still close it at once, if they opened it by mistake."""
        return self.opens_at <= at < self.opens_at + SHORTEST

    def is_open(self, *, at):
        """The same rule as `WindowQuerySet.open`."""
        return self.has_opened(at=at) and at < self.closes_at

    def closes_soon(self, *, at):
        """Open, but only for three more days or less: the time for reminders."""
        return self.is_open(at=at) and self.closes_at - at <= SOON

    def accepts(self, *, begun_at, at):
        """Whether something begun at `begun_at` may be received at `at`.

        Yes while the window is open, and within its grace period if it was begun while open.
        """
        in_grace = self.closes_at <= at < self.grace_ends_at
        return self.is_open(at=at) or (in_grace and self.is_open(at=begun_at))

    def is_late(self, *, at):
        return at >= self.closes_at

    def state(self, *, at):
        if not self.has_opened(at=at):
            return Consultation.State.UPCOMING
        return Consultation.State.OPEN if self.is_open(at=at) else Consultation.State.CLOSED

    def why_it_stays(self, *, at):
        """A sentence that says why officers cannot delete it; empty if they can.

        Before its consultation is live, nobody has seen it but officers and those invited.
        """
        if self.responses.exists():
            return (
                "People have responded in this window, or have begun to, so it cannot be deleted."
            )
        if self.invitations.exists():
            return "People have been invited to this window, so it cannot be deleted."
        if not self.consultation.is_live:
            return ""
        if self.has_opened(at=at):
            return "This window has opened, so it stays on the record and cannot be deleted."
        return (
            "The public knows this window, so it cannot be deleted. If other dates apply, change "
            "them and say why: everyone can read the reason."
        )

    def days_left(self, *, at):
        """Whole London days from today to the last day; 0 on the last day itself."""
        return (self.last_minute.astimezone(LONDON).date() - at.astimezone(LONDON).date()).days

    def hours_left(self, *, at):
        """Full hours until it closes, the current one not counted; 0 in the last hour."""
        return max(0, math.ceil((self.closes_at - at) / AN_HOUR) - 1)

    def days_gone(self, *, at):
        return (at.astimezone(LONDON).date() - self.opens_at.astimezone(LONDON).date()).days

    def days_in_all(self):
        return self.days_gone(at=self.last_minute) + 1


class WindowChangeQuerySet(models.QuerySet):
    def for_listing(self):
        return self.select_related("window__consultation", "changed_by")

    def made_in(self, consultation, *, at):
        changes = self.filter(window__consultation=consultation, changed_at__lte=at)
        return changes.select_related("window")

    def made_public(self, *, at):
        """Changes in live consultations, the latest first."""
        live = self.filter(window__consultation__went_live_at__isnull=False, changed_at__lte=at)
        return live.select_related("window__consultation__edition__strategy")


class WindowChange(models.Model):
    """A public record of a change of a window's dates, with the reason."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="changes")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField("opening before")
    closed_at = models.DateTimeField("closing before")
    opens_at = models.DateTimeField("opening after")
    closes_at = models.DateTimeField("closing after")
    reason = models.TextField()

    objects = WindowChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="window_change_has_a_reason",
                condition=Q(reason__regex=r"\S"),
                violation_error_message="Say why the dates are changed; the public can read it.",
            ),
        ]

    def __str__(self):
        return f"{self.window}, changed"

    @property
    def opening_moved(self):
        return self.opens_at != self.opened_at

    @property
    def closing_moved(self):
        return self.closes_at != self.closed_at

    @property
    def last_minute_before(self):
        return last_minute(self.closed_at)

    @property
    def last_minute_after(self):
        return last_minute(self.closes_at)
