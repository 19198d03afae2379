"""A consultation on one edition, and the groups that its link was sent to."""

import datetime as dt

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from sdp_portal import partnership
from sdp_portal.addresses.field import AddressField
from sdp_portal.addresses.models import HasAddress
from sdp_portal.clock import LONDON
from sdp_portal.names import NameField
from strategy.models import Edition
from strategy.rich_text import RichTextField


def usual_prefix():
    return partnership.current().reference_prefix


class ConsultationQuerySet(models.QuerySet):
    def live(self):
        """Those that the public can see: officers completed the checklist and went live."""
        return self.filter(went_live_at__isnull=False)

    def with_windows(self):
        return self.select_related("edition__strategy").prefetch_related("windows")

    def for_page(self):
        """Also with the groups that its link is for."""
        sent = models.Exists(Sharing.objects.filter(group=models.OuterRef("pk")))
        groups = CirculationGroup.objects.annotate(was_sent_the_link=sent)
        return self.with_windows().prefetch_related(models.Prefetch("circulation", groups))

    def lately(self, *, at):
        """Those in preparation, and those with a window that has not closed yet, or closed in the
        52 weeks before `at`."""
        recent = self.filter(windows__closes_at__gt=at - dt.timedelta(weeks=52))
        shown = models.Q(pk__in=recent.values("pk")) | models.Q(went_live_at=None)
        return self.filter(shown).prefetch_related("windows")


class Consultation(HasAddress, models.Model):
    class State(models.TextChoices):
        """Computed from the windows for everyone, never stored."""

        UPCOMING = "upcoming", "Not open yet"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="consultations")
    slug = AddressField("address", unique=True)
    title = NameField(max_length=200)
    proposal = RichTextField("what is proposed")
    changeable = RichTextField("what can still change")
    next_steps = RichTextField("what happens next", blank=True)
    privacy_summary = models.TextField(help_text="Two sentences. The privacy page says the rest.")
    who_reads = models.TextField(
        "who reads the responses",
        blank=True,
        db_default="",
        help_text="One or two sentences: which partners see what people write, beside officers. "
        "People read it before they send.",
    )
    email = models.EmailField(help_text="Where people can send responses and questions.")
    telephone = models.CharField(max_length=40, blank=True)
    post = models.TextField("postal address", blank=True)
    other_formats = models.TextField(blank=True, help_text="How to ask for another format.")
    reference_prefix = models.CharField(
        "letters before each reference",
        max_length=6,
        default=usual_prefix,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", "Two to six capital letters.")],
        help_text="The reference of each response begins with these letters.",
    )
    response_due_on = models.DateField(
        blank=True,
        null=True,
        help_text="The last day for publishing the outcome. Shown to the public once you set it.",
    )
    late_because = models.TextField(
        blank=True, help_text="Shown when that day has passed without an outcome."
    )

    went_live_at = models.DateTimeField(
        "live since",
        blank=True,
        null=True,
        editable=False,
        help_text="Before that only officers see it, and no window takes responses.",
    )
    went_live_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("consultation:detail", args=[self.slug])

    def address_with(self, slug):
        return f"/consultations/{slug}/"

    def address_is_in_use(self):
        return self.is_live

    @property
    def is_live(self):
        return self.went_live_at is not None

    def state(self, *, at):
        """Only windows for everyone count: a window by invitation changes nothing in public."""
        windows = [window for window in self.windows.all() if window.is_for_everyone]
        if any(window.is_open(at=at) for window in windows):
            return self.State.OPEN
        if any(at < window.opens_at for window in windows):
            return self.State.UPCOMING
        return self.State.CLOSED

    def questions_are_fixed(self):
        """They cannot change after the first response. The database enforces that."""
        return self.responses.sent().filter(is_sample=False).exists()

    def prefix_is_fixed(self):
        """From the first reference on. The database enforces that too."""
        return self.questions_are_fixed()

    def window_for_everyone(self, *, begun_at, at):
        """The window for everyone that accepts at `at` what was begun at `begun_at`; or None."""
        return next(
            (
                window
                for window in self.windows.all()
                if window.is_for_everyone and window.accepts(begun_at=begun_at, at=at)
            ),
            None,
        )

    def window_at(self, moment, *, invitation=None):
        """The window of a response received at `moment` on paper, by email and so on; or None.

        It is the invitation's window, or the window for everyone if there is no invitation.
        Nobody knows when such a response was begun.
        """
        if not self.is_live:
            return None
        if invitation is None:
            return self.window_for_everyone(begun_at=moment, at=moment)
        return invitation.window if invitation.window.is_open(at=moment) else None

    def window_to_speak_of(self, *, at):
        """The window for everyone that is open, else the next to open, else the last that closed.

        None if the consultation has no window for everyone.
        """
        windows = [window for window in self.windows.all() if window.is_for_everyone]
        to_come = [window for window in windows if not window.is_late(at=at)]
        by_opening = sorted(to_come or windows[-1:], key=lambda window: window.opens_at)
        return by_opening[0] if by_opening else None

    def is_outcome_overdue(self, *, at):
        """False if officers have not set a day."""
        due_on = self.response_due_on
        return due_on is not None and due_on < at.astimezone(LONDON).date()

    @property
    def shared_with(self) -> list["CirculationGroup"]:
        """The groups that the link was sent to. Of a consultation that came by `for_page`."""
        return [group for group in self.circulation.all() if group.was_sent_the_link]


class CirculationGroup(models.Model):
    """A group that its link is for (report, para 33a). `sharings` tell when it was sent to them."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="circulation"
    )
    slug = AddressField("address")
    name = NameField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "slug"],
                name="circulation_group_once_in_a_consultation",
                violation_error_message="This group is already listed.",
            ),
            models.UniqueConstraint(
                fields=["id", "consultation"], name="circulation_group_in_its_consultation"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The link to give to the group; see consultation/setup/shared_links.py."""
        return f"{self.consultation.get_absolute_url()}?via={self.slug}"


class Sharing(models.Model):
    """A record that the link was sent to a group: when, how and by whom."""

    group = models.ForeignKey(CirculationGroup, on_delete=models.CASCADE, related_name="sharings")
    shared_on = models.DateField(
        null=True, blank=True, help_text="Leave it empty if nobody knows the day."
    )
    how = NameField(max_length=200, help_text="For instance: email to the chair.")
    by = NameField("by whom", max_length=200)

    class Meta:
        verbose_name = "sharing of the link"
        verbose_name_plural = "sharings of the link"
        ordering = [models.F("shared_on").desc(nulls_last=True), "-pk"]

    def __str__(self):
        day = f"{self.shared_on:%-d %B %Y}" if self.shared_on else "day not known"
        return f"{self.group}, {day}"


class LocalityQuerySet(models.QuerySet):
    def valid(self, *, at: dt.datetime):
        """The areas that exist on the London day of `at`."""
        today = at.astimezone(LONDON).date()
        not_yet = models.Q(valid_from__gt=today)
        no_longer = models.Q(valid_until__lt=today)
        return self.exclude(not_yet).exclude(no_longer)


class Locality(models.Model):
    """An area that a respondent can say they live or work in, while it exists."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.CASCADE, related_name="localities"
    )
    name = NameField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField("exists from", blank=True, null=True)
    valid_until = models.DateField("last day", blank=True, null=True)

    objects = LocalityQuerySet.as_manager()

    class Meta:
        verbose_name = "area to choose from"
        verbose_name_plural = "areas to choose from"
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "name"],
                name="locality_once_in_a_consultation",
                violation_error_message="This area is already listed.",
            ),
            models.UniqueConstraint(
                fields=["id", "consultation"], name="locality_in_its_consultation"
            ),
            models.CheckConstraint(
                name="locality_ends_after_it_begins",
                condition=models.Q(valid_until__gte=models.F("valid_from")),
                violation_error_message="The last day must not be before the first.",
            ),
        ]

    def __str__(self):
        return self.name
