"""The parts of a published text."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from sdp_portal.search import words_of
from strategy.models.edition import Edition
from strategy.models.outline_item import SectionRole, came_from_fields, is_key
from strategy.rich_text import RichTextField


class PartQuerySet(models.QuerySet):
    def in_reading_order(self):
        return self.order_by("edition", "position")


class Part(models.Model):
    """One piece of a published text. It never changes.

    Contents lists, search, the whole document, comparisons and the targets of comments all come
    from these rows alone.
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
        """Its name in lists and comments: “Goal 1.1.1: Increased public confidence …”."""
        if self.kind == self.Kind.SECTION:
            return self.title
        number = f" {self.number}" if self.number else ""
        return f"{self.get_kind_display()}{number}: {self.title}"

    @property
    def label_and_place(self):
        """Its label, and what it stands in if it has no number that tells it from others."""
        if self.number or self.parent is None:
            return self.label
        return f"{self.label} (in “{self.parent.title}”)"

    @property
    def first_line(self):
        return self.plain_text.partition("\n")[0]

    # These need a part of an Outline, which sets `children`.

    @property
    def with_those_below(self) -> list:
        return [self, *(part for child in self.children for part in child.with_those_below)]

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
