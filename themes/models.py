"""Umbrella themes, their areas and goals, and the subgroups responsible for them.

"These themes are then broken down into areas of focus and areas of assurance" (report, para 17);
leadership of each area of focus is "through one of the existing formally established subgroups"
(para 27).
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from sdp_portal.addresses.field import AddressField
from sdp_portal.addresses.models import ONCE_TAKEN, HasAddress
from sdp_portal.names import NameField
from strategy.models import Edition, OutlineItem, Strategy
from strategy.rich_text import RichTextField


class SubgroupQuerySet(models.QuerySet):
    def led_by(self, user):
        return self.filter(leads=user)

    def that_had(self, slug):
        """Those whose address ends with `slug`, or did once."""
        had_it = models.Q(slug=slug) | models.Q(old_slugs__slug=slug)
        return self.filter(had_it).select_related("strategy").distinct()

    def leading_in(self, edition):
        """Each with its areas in `edition`: those it leads (`areas_led`) and `areas_assured`."""
        return self.prefetch_related(
            models.Prefetch(
                "areas_of_focus", AreaOfFocus.objects.filter(edition=edition), "areas_led"
            ),
            models.Prefetch(
                "areas_of_assurance",
                AreaOfAssurance.objects.filter(edition=edition),
                "areas_assured",
            ),
        )


class Subgroup(HasAddress, models.Model):
    """A group of the partnership. It outlives editions, so its text does not freeze with them."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="subgroups")
    slug = AddressField("address", max_length=100)
    name = NameField(max_length=200)
    formal = models.BooleanField(
        "formal subgroup",
        default=True,
        help_text="Leads an area of focus. Otherwise: an arrangement behind an area of assurance.",
    )
    text = RichTextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    leads = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="subgroups_led",
        help_text="Officers with the role “Subgroup lead” can change this subgroup and no other.",
    )

    objects = SubgroupQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        permissions = [("change_own_subgroup", "Can change the subgroups that they lead")]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "slug"],
                name="subgroup_once_in_a_strategy",
                violation_error_message="Another subgroup of this strategy has that address.",
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Beside its own strategy, whichever is in front."""
        return reverse("one_strategy:subgroup", args=[self.strategy.slug, self.slug])

    def address_with(self, slug):
        """It is also read below `/` and `/editions/…/`. `OldSubgroupSlug` leads on there too."""
        return f"/strategies/{self.strategy.slug}/subgroups/{slug}/"

    def address_is_in_use(self):
        return self.strategy.address_is_in_use()

    def refuse_old_address(self, slug):
        old = OldSubgroupSlug.objects.filter(strategy=self.strategy, slug=slug)
        if old.exclude(subgroup_id=self.pk or 0).exists():
            raise ValidationError(ONCE_TAKEN % self._meta.verbose_name)

    def keep_address(self, slug, *, by, at):
        """The database does it: `OldSubgroupSlug`."""


class OldSubgroupSlug(models.Model):
    """How the address of a subgroup ended once, whatever the address of its strategy was then.

    The database writes these rows itself, when the public may know the address.
    """

    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, related_name="old_subgroup_slugs"
    )
    slug = models.SlugField(max_length=100)
    subgroup = models.ForeignKey(
        Subgroup,
        on_delete=models.DO_NOTHING,  # the database empties it
        null=True,
        related_name="old_slugs",
        help_text="Empty if it was deleted.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "slug"], name="old_subgroup_slug_once"),
        ]

    def __str__(self):
        return self.slug


class ThemeItem(OutlineItem):
    sensitive = models.BooleanField(
        default=False,
        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
    )

    class Meta(OutlineItem.Meta):
        abstract = True


class UmbrellaTheme(ThemeItem):
    class Meta(ThemeItem.Meta):
        verbose_name = "theme"


class AreaOfFocus(ThemeItem):
    """An area that the partnership champions because it needs further focus (para 17)."""

    theme = models.ForeignKey(
        UmbrellaTheme, on_delete=models.PROTECT, related_name="areas_of_focus"
    )
    lead = models.ForeignKey(
        Subgroup, on_delete=models.PROTECT, related_name="areas_of_focus", verbose_name="led by"
    )

    class Meta(ThemeItem.Meta):
        verbose_name = "area of focus"
        verbose_name_plural = "areas of focus"


class AreaOfAssurance(ThemeItem):
    """An area in which the partnership oversees arrangements already in place (para 17)."""

    theme = models.ForeignKey(
        UmbrellaTheme, on_delete=models.PROTECT, related_name="areas_of_assurance"
    )
    arrangement = models.ForeignKey(
        Subgroup,
        on_delete=models.PROTECT,
        related_name="areas_of_assurance",
        blank=True,
        null=True,
        help_text="The arrangement already in place for it.",
    )

    class Meta(ThemeItem.Meta):
        verbose_name = "area of assurance"
        verbose_name_plural = "areas of assurance"


class Goal(OutlineItem):
    area_of_focus = models.ForeignKey(AreaOfFocus, on_delete=models.PROTECT, related_name="goals")


class PreviewLinkQuerySet(models.QuerySet):
    def working(self, *, at):
        return self.filter(ended_at=None, works_until__gt=at)


class PreviewLink(models.Model):
    """Opens a draft to people without an account until it ends, or an officer ends it.

    The link is signed and not stored (`publishing/preview.py`).
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="preview_links")
    shows_at = models.DateTimeField(blank=True, null=True)  # empty: the moment of reading
    works_until = models.DateTimeField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(blank=True, null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        blank=True,
        null=True,
        related_name="+",
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["works_until", "pk"]
        constraints = [
            models.CheckConstraint(
                name="preview_link_ended_by_somebody",
                condition=models.Q(ended_at=None, ended_by=None)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Preview link {self.pk}"
