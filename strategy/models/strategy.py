"""A strategy and the facts beside its text: dates, bodies, papers and contacts."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from sdp_portal.addresses.field import AddressField
from sdp_portal.addresses.models import HasAddress
from sdp_portal.names import NameField
from strategy.rich_text import RichTextField


class Strategy(HasAddress, models.Model):
    class EqualityImpact(models.TextChoices):
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under-way", "Under way"
        COMPLETE = "complete", "Complete"

    slug = AddressField("address", unique=True)
    title = NameField(max_length=200)
    first_year = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1998), MaxValueValidator(2200)]
    )
    last_year = models.PositiveSmallIntegerField()
    coverage = NameField(
        max_length=200, help_text="Which places it is for: “Countywide”, or a list of divisions."
    )
    how_developed = RichTextField(blank=True, help_text="How the strategy came about.")
    equality_impact_state = models.CharField(
        "equality impact assessment", max_length=20, choices=EqualityImpact
    )
    equality_impact_text = RichTextField("about that assessment", blank=True)
    contact_name = NameField(max_length=200)
    contact_telephone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_post = models.TextField("postal address", blank=True)

    class Meta:
        verbose_name_plural = "strategies"
        ordering = ["-first_year", "slug"]
        constraints = [
            models.CheckConstraint(
                name="strategy_period_runs_forwards",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message="The last year must not be before the first year.",
            ),
            models.CheckConstraint(
                name="strategy_contact_can_be_reached",
                condition=~Q(contact_telephone="", contact_email="", contact_post=""),
                violation_error_message="Give a telephone number, an email or a postal address.",
            ),
        ]

    def __str__(self):
        return self.full_title

    def address_with(self, slug):
        return f"/strategies/{slug}/"

    def address_is_in_use(self):
        return self.editions.exclude(published_at=None).exists()

    @property
    def period(self):
        """2024–29, or 2024–2129 across a century."""
        same_century = self.first_year // 100 == self.last_year // 100
        return f"{self.first_year}–{self.last_year % 100 if same_century else self.last_year:02}"

    @property
    def full_title(self):
        return f"{self.title} {self.period}"


class MilestoneQuerySet(models.QuerySet):
    def not_reached(self, *, today):
        return self.filter(Q(reached_on=None) | Q(reached_on__gt=today))

    def passed(self, *, today):
        """Not reached, and the planned days are over: the same rule as in `Milestone.state`."""
        return self.not_reached(today=today).filter(planned_to__lt=today)


class Milestone(models.Model):
    """A planned date in the life of a strategy, and the day it was reached.

    Dates are London days, both inclusive. `precision` says how exactly the date is known: "July
    2023" is not shown as a day. Some milestones have their dates elsewhere, such as the window of a
    consultation; `strategy.reading.timeline` shows those dates instead.
    """

    class Precision(models.TextChoices):
        DAY = "day", "Day"
        MONTH = "month", "Month"
        YEAR = "year", "Year"

    class State(models.TextChoices):
        REACHED = "reached", "Done"
        NOW = "today", "Now"
        UNDER_WAY = "under-way", "Under way"
        PLANNED = "planned", "To come"
        PASSED = "passed", "Date passed"

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="milestones")
    key = AddressField("fixed name")
    title = NameField(max_length=200)
    note = models.TextField(blank=True, help_text="What is planned, or what happened.")
    planned_from = models.DateField()
    planned_to = models.DateField(help_text="The last day; the same day for a single date.")
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    reached_on = models.DateField(blank=True, null=True)
    link = models.URLField(blank=True, help_text="Minutes or papers.")
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        blank=True,
        null=True,
        related_name="followed_by",
        help_text="It does not begin before this milestone is reached: a strategy is in force "
        "only once it has been adopted.",
    )

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["planned_to", "planned_from", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "key"],
                name="milestone_key_once_in_a_strategy",
                violation_error_message="Another milestone of this strategy has that key.",
            ),
            models.CheckConstraint(
                name="milestone_runs_forwards",
                condition=Q(planned_to__gte=F("planned_from")),
                violation_error_message="The last day must not be before the first day.",
            ),
            models.CheckConstraint(
                name="milestone_does_not_follow_itself",
                condition=~Q(follows=F("id")),
                violation_error_message="A milestone cannot follow itself.",
            ),
        ]

    def __str__(self):
        return self.title

    def state(self, *, today):
        if self.reached_on and self.reached_on <= today:
            return self.State.REACHED
        if today < self.planned_from:
            return self.State.PLANNED
        return self.State.NOW if today <= self.planned_to else self.State.PASSED

    def happened_off_plan_on(self, *, today):
        """The day it happened, if that was not one of the planned days; otherwise None."""
        if self.state(today=today) != self.State.REACHED:
            return None
        as_planned = self.planned_from <= self.reached_on <= self.planned_to
        return None if as_planned else self.reached_on


class Body(models.Model):
    """An organisation in the group that developed the strategy."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="bodies")
    name = NameField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "body of the development group"
        verbose_name_plural = "bodies of the development group"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "name"],
                name="body_once_in_a_strategy",
                violation_error_message="This body is already listed.",
            )
        ]

    def __str__(self):
        return self.name


class RelatedPlan(models.Model):
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="related_plans")
    title = NameField(max_length=200)
    note = models.TextField(blank=True)
    link = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title


class Document(models.Model):
    """A paper about the strategy: a committee report, an Easy Read version, a translation."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="documents")
    key = AddressField("fixed name")
    title = NameField(max_length=200)
    dated_on = models.DateField()
    by = NameField("whose document", max_length=300, blank=True)
    text = RichTextField(blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["-dated_on", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "key"],
                name="document_key_once_in_a_strategy",
                violation_error_message="Another document of this strategy has that key.",
            )
        ]

    def __str__(self):
        return self.title


class Implication(models.Model):
    """What the decision means under one heading of a council report, such as “Finance”."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="implications")
    heading = NameField(max_length=200)
    text = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "heading"],
                name="implication_heading_once_in_a_strategy",
                violation_error_message="This heading is already there.",
            )
        ]

    def __str__(self):
        return self.heading
