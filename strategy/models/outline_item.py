"""The items of an edition's outline, as officers edit them. Those below themes are in `themes`."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from sdp_portal.names import NameField
from strategy.models.change_history import ChangeHistory
from strategy.models.edition import Edition
from strategy.rich_text import RichTextField

is_key = RegexValidator(
    r"^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\Z",
    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
)


class Origin(models.TextChoices):
    """How a part was made from parts with other keys."""

    MOVED = "moved", "Moved from"
    MERGED = "merged", "Merged from"
    SPLIT = "split", "Split from"


def came_from_fields():
    """Fields that an item shares with the part compiled from it."""
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
    """One piece of an edition's outline, as officers edit it.

    django-simple-history records every change with its officer and time.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    key = models.CharField(
        "fixed name",
        max_length=150,
        validators=[is_key],
        help_text="It stays the same in every edition, even when the title changes.",
    )
    title = NameField(max_length=300)
    text = RichTextField(
        blank=True,
        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    origin, came_from = came_from_fields()

    history = ChangeHistory(inherit=True)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="%(class)s_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
            # Composite foreign keys point here. They keep an item and its parent in one edition.
            models.UniqueConstraint(fields=["id", "edition"], name="%(class)s_in_its_edition"),
        ]

    def __str__(self):
        return self.title


class SectionRole(models.TextChoices):
    """Special uses of a section on other pages."""

    AMBITION = "ambition", "The ambition, in large type on the home page"
    AREA_OF_FOCUS = "area-of-focus", "What “area of focus” means"
    AREA_OF_ASSURANCE = "area-of-assurance", "What “area of assurance” means"
    WAYS_OF_WORKING = "ways-of-working", "The agreed ways of working"


class Section(OutlineItem):
    """A text outside the themes: the ambition, the law, the terms, the ways of working."""

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
