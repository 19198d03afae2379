"""The editions of a strategy's text, and the parts they are made of.

An edition is edited while it is a draft. Publishing compiles its outline into Part rows; from then
on the database refuses every change to the edition, to what it was made from and to its parts
(migration 0002_guards). A correction is a new edition.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from sdp_portal.search import words_of
from strategy.models.keeping import KeptChanges
from strategy.models.strategy import Milestone, Strategy
from strategy.rich_text import RichTextField

is_key = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\Z",
    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
)


class EditionQuerySet(models.QuerySet):
    def published(self, *, at):
        return self.filter(published_at__lte=at)

    def to_come(self, *, at):
        """Drafts, and what is agreed and becomes public after `at`."""
        editions = self.filter(Q(published_at=None) | Q(published_at__gt=at))
        return editions.select_related("proposed_by").order_by("-published_at", "-pk")

    def newest_first(self):
        return self.select_related("strategy").order_by("-published_at", "-pk")

    def current(self, *, at):
        """The edition in force at `at`: the one published last; None before the first."""
        return self.published(at=at).newest_first().first()


class Edition(models.Model):
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    change_note = models.TextField(
        blank=True, help_text="What changed since the edition before, and why, for the public."
    )
    source_note = models.CharField(
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
    decided_by = models.CharField(
        "who decided", max_length=200, blank=True, help_text="The body: the Partnership, Cabinet."
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
    proposed_text = models.CharField(
        max_length=64, blank=True, editable=False, help_text="Fingerprint of the text proposed."
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

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_edition", "Can agree to the publication of an edition")]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy"],
                condition=Q(published_at=None),
                name="edition_one_draft_per_strategy",
                violation_error_message="This strategy already has a draft.",
            ),
            models.CheckConstraint(
                name="edition_proposed_by_someone",
                condition=Q(proposed_at=None, proposed_by=None)
                | Q(proposed_at__isnull=False, proposed_by__isnull=False),
                violation_error_message="A proposal has an officer and a moment.",
            ),
        ]

    def __str__(self):
        return f"{self.strategy}: {self.title}"

    def is_published(self, *, at):
        """The same rule as `EditionQuerySet.published`."""
        return self.published_at is not None and self.published_at <= at

    @property
    def is_frozen(self):
        return self.published_at is not None


class Origin(models.TextChoices):
    """What became of other parts in this one, where the keys alone do not tell."""

    MOVED = "moved", "Moved from"
    MERGED = "merged", "Merged from"
    SPLIT = "split", "Split from"


def came_from_fields():
    """Fields of an item and of the part compiled from it."""
    return (
        models.CharField("origin", max_length=10, choices=Origin, blank=True),
        ArrayField(
            models.CharField(max_length=150, validators=[is_key]),
            blank=True,
            default=list,
            help_text="Keys of the parts of the edition before, with commas between.",
        ),
    )


class OutlineItem(models.Model):
    """What an edition's outline is made of, as officers edit it.

    Every change is kept with the officer and the moment (django-simple-history).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    key = models.CharField(
        max_length=150,
        validators=[is_key],
        help_text="Stays the same from edition to edition, whatever the title becomes.",
    )
    title = models.CharField(max_length=300)
    text = RichTextField(
        blank=True,
        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    origin, came_from = came_from_fields()

    history = KeptChanges(inherit=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="%(class)s_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
            # The target of composite foreign keys, which hold an item and its parent together
            # in one edition.
            models.UniqueConstraint(fields=["id", "edition"], name="%(class)s_in_its_edition"),
        ]

    def __str__(self):
        return self.title


class SectionRole(models.TextChoices):
    """What other pages take a section for."""

    AMBITION = "ambition", "The ambition, in large type on the home page"
    AREA_OF_FOCUS = "area-of-focus", "What “area of focus” means"
    AREA_OF_ASSURANCE = "area-of-assurance", "What “area of assurance” means"
    WAYS_OF_WORKING = "ways-of-working", "The agreed ways of working"


class Section(OutlineItem):
    """A text beside the themes: the ambition, the law, the terms, the ways of working."""

    class Placement(models.TextChoices):
        BEFORE = "before", "Before the themes"
        AFTER = "after", "After the themes"

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, blank=True, null=True, related_name="subsections"
    )
    placement = models.CharField(max_length=10, choices=Placement, default=Placement.AFTER)
    role = models.CharField(max_length=30, choices=SectionRole, blank=True)

    class Meta(OutlineItem.Meta):
        constraints = [
            *OutlineItem.Meta.constraints,
            models.UniqueConstraint(
                fields=["edition", "role"],
                condition=~Q(role=""),
                name="section_role_once_in_an_edition",
                violation_error_message="Another section of this edition has that role.",
            ),
            models.CheckConstraint(
                name="section_not_below_itself",
                condition=~Q(parent=models.F("id")),
                violation_error_message="A section cannot be a part of itself.",
            ),
        ]


class PartQuerySet(models.QuerySet):
    def in_reading_order(self):
        return self.order_by("edition", "position")


class Part(models.Model):
    """One piece of a published text, as it was and stays.

    Contents lists, search, the whole document, comparison and the targets of comments are all
    made from these rows and from nothing else.
    """

    class Kind(models.TextChoices):
        SECTION = "section", "Section"
        THEME = "theme", "Theme"
        AREA_OF_FOCUS = "area-of-focus", "Area of focus"
        GOAL = "goal", "Goal"
        AREA_OF_ASSURANCE = "area-of-assurance", "Area of assurance"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="parts")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, blank=True, null=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(help_text="Reading order, counted from 1.")
    kind = models.CharField(max_length=20, choices=Kind)
    role = models.CharField(max_length=30, choices=SectionRole, blank=True)
    key = models.CharField(max_length=150, validators=[is_key])
    number = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=300)
    text = RichTextField(blank=True)
    plain_text = models.TextField(blank=True)
    address = models.CharField(max_length=400, help_text="Below the edition's own address.")
    sensitive = models.BooleanField(default=False)
    origin, came_from = came_from_fields()
    search = models.GeneratedField(
        expression=words_of("title", weight="A", config="english")
        + words_of("plain_text", weight="B", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "position"]
        indexes = [GinIndex(fields=["search"], name="part_search")]
        constraints = [
            models.UniqueConstraint(fields=["edition", "key"], name="part_key_once_in_an_edition"),
            models.UniqueConstraint(
                fields=["edition", "position"], name="part_position_once_in_an_edition"
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """How lists and comments name it: “Goal 1.1.1: Increased public confidence …”."""
        if self.kind == self.Kind.SECTION:
            return self.title
        number = f" {self.number}" if self.number else ""
        return f"{self.get_kind_display()}{number}: {self.title}"

    @property
    def first_line(self):
        return self.plain_text.partition("\n")[0]

    # Of a part in an Outline, which sets `children`.

    @property
    def goals(self):
        return self._children(self.Kind.GOAL)

    @property
    def areas_of_focus(self):
        return self._children(self.Kind.AREA_OF_FOCUS)

    @property
    def areas_of_assurance(self):
        return self._children(self.Kind.AREA_OF_ASSURANCE)

    def _children(self, kind):
        return [child for child in self.children if child.kind == kind]

    @property
    def anchor(self):
        return self.key.replace("/", "-")
