"""The editions of a strategy's text.

An edition can be edited while it is a draft. Publishing compiles its outline into Part rows. From
then on the database refuses changes to the edition, its outline items and its parts (migration
0002_guards). A correction is a new edition. A draft that officers throw away is kept, and can no
longer be changed either (migration 0008_thrown_away_drafts_stay).

Each strategy has a current edition: its newest in force, before that its newest published one. One
of them is in front, at the site's first address (decision 27).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Min, Q, Window

from sdp_portal.addresses.field import AddressField
from sdp_portal.names import NameField
from strategy.models.strategy import Milestone, Strategy


class EditionQuerySet(models.QuerySet):
    def published(self, *, at):
        return self.filter(published_at__lte=at)

    def drafts(self):
        """The editions that can be edited, at most one for each strategy."""
        return self.filter(published_at=None, thrown_away_at=None)

    def not_thrown_away(self):
        return self.filter(thrown_away_at=None)

    def to_come(self, *, at):
        """Drafts, and agreed editions that become public after `at`."""
        editions = self.not_thrown_away().filter(Q(published_at=None) | Q(published_at__gt=at))
        return editions.select_related("proposed_by").order_by("-published_at", "-pk")

    def newest_first(self):
        return self.select_related("strategy").order_by("-published_at", "-pk")

    def current_of_each(self, *, at) -> list["Edition"]:
        """The current edition of each strategy that has a published text, the one in front first.

        In front is a strategy in force: of several the one for the latest years, then the one that
        came into force last. While none is in force, it is the text published last. `stands_since`
        is when the strategy's first edition with the same standing was published; so correcting an
        earlier strategy does not bring it back to the front.
        """
        since = Window(Min("published_at"), partition_by=[F("strategy_id"), F("standing")])
        # By the alphabet, “in-force” comes after “for-consultation”.
        newest = self.published(at=at).order_by("strategy_id", "-standing", "-published_at", "-pk")
        each = (
            newest.annotate(stands_since=since).distinct("strategy_id").select_related("strategy")
        )
        return sorted(each, key=place_in_front, reverse=True)

    def current(self, *, at) -> "Edition | None":
        """The edition in front at `at`."""
        return next(iter(self.current_of_each(at=at)), None)


def place_in_front(edition):
    if edition.is_in_force:
        return True, edition.strategy.first_year, edition.stands_since, edition.pk
    return False, 0, edition.published_at, edition.pk


class Edition(models.Model):
    class Standing(models.TextChoices):
        """What the text is. It is frozen with the edition, like its words."""

        FOR_CONSULTATION = "for-consultation", "Draft for consultation"
        IN_FORCE = "in-force", "In force"

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="editions")
    slug = AddressField("address", unique=True)
    title = NameField(max_length=200)
    standing = models.CharField(
        "what this text is",
        max_length=20,
        choices=Standing,
        default=Standing.FOR_CONSULTATION,
        help_text="A text in force is the partnership’s strategy from its publication on. A draft "
        "for consultation never takes its place.",
    )
    change_note = models.TextField(
        blank=True, help_text="What changed since the edition before, and why, for the public."
    )
    source_note = NameField(
        "about this text",
        max_length=400,
        blank=True,
        help_text="Where the text comes from, in a sentence or two. It is shown on every page of "
        "this edition. Leave it empty if the text is the partnership’s own.",
    )
    based_on = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="followers",
        help_text="The published edition that this one was copied from.",
    )
    decided_by = NameField(
        "who decided",
        max_length=200,
        blank=True,
        help_text="For instance the Partnership, or Cabinet.",
    )
    decided_on = models.DateField(blank=True, null=True)
    decision_link = models.URLField("minutes or papers", blank=True)
    milestone = models.ForeignKey(
        Milestone,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="editions",
        verbose_name="milestone reached",
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
        help_text="Who asked for it to be published.",
    )
    proposed_at = models.DateTimeField(blank=True, null=True, editable=False)
    proposed_as = ArrayField(
        models.CharField(max_length=100),
        blank=True,
        default=list,
        editable=False,
        help_text="A fingerprint of each thing that the officer proposed (themes/publishing/"
        "proposal.py).",
    )
    publish_from = models.DateTimeField(
        blank=True,
        null=True,
        help_text="The moment from which the public reads it; empty for as soon as it is agreed.",
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
        help_text="The officer who agreed to it.",
    )
    published_at = models.DateTimeField(blank=True, null=True, editable=False)
    thrown_away_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        editable=False,
        related_name="+",
    )
    thrown_away_at = models.DateTimeField(blank=True, null=True, editable=False)
    thrown_away_because = models.TextField(blank=True, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_edition", "Can agree to the publication of an edition")]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(published_at=None, thrown_away_at=None),
                name="edition_one_draft_per_strategy",
                violation_error_message="This strategy already has a draft.",
            ),
            models.CheckConstraint(
                name="edition_proposed_by_someone",
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                violation_error_message="A proposal has an officer and a moment.",
            ),
            models.CheckConstraint(
                name="edition_thrown_away_by_someone_who_says_why",
                condition=Q(thrown_away_at=None, thrown_away_by=None, thrown_away_because="")
                | Q(
                    published_at=None,
                    thrown_away_at__isnull=False,
                    thrown_away_by__isnull=False,
                    thrown_away_because__regex=r"\S",
                ),
                violation_error_message="Only a draft is thrown away: by whom, when and why?",
            ),
        ]

    def __str__(self):
        return f"{self.strategy}: {self.title}"

    def is_published(self, *, at):
        """The same rule as `EditionQuerySet.published`."""
        return self.published_at is not None and self.published_at <= at

    def is_later_than(self, other):
        """Whether it was published after `other`."""
        return self.published_at > other.published_at

    @property
    def is_agreed(self):
        """Public, or public from a moment that is set."""
        return self.published_at is not None

    @property
    def is_frozen(self):
        """Nothing can change it: it was agreed or thrown away."""
        return self.is_agreed or self.thrown_away_at is not None

    @property
    def why_frozen(self) -> str:
        """A sentence for officers; empty for a draft."""
        if self.is_agreed:
            return f"“{self.title}” is agreed for publication and can no longer be changed."
        if self.is_frozen:
            return f"“{self.title}” was thrown away and can no longer be changed."
        return ""

    @property
    def is_in_force(self):
        """It is not a draft for consultation. A newer edition may have replaced it."""
        return self.standing == self.Standing.IN_FORCE

    @property
    def noun(self):
        """What pages call its text."""
        return "strategy" if self.is_in_force else "draft"
