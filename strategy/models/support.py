"""Where residents can report something or get help."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from sdp_portal.names import NameField
from strategy.models.strategy import Strategy

CHECKED_FOR = dt.timedelta(days=182)


class SupportServiceQuerySet(models.QuerySet):
    def to_check(self, *, today):
        """Never checked, or checked half a year ago or earlier; `today` is a London day."""
        return self.filter(Q(checked_on=None) | Q(checked_on__lte=today - CHECKED_FOR))


class SupportService(models.Model):
    """Where to report something or get help.

    It does not freeze with an edition: a wrong telephone number must be corrected at once.
    """

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="services")
    name = NameField(max_length=200)
    what = models.TextField("what it is for", blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    link = models.URLField(blank=True)
    happened = models.CharField(
        "what happened",
        max_length=80,
        blank=True,
        help_text="The heading under which “Contact and help” shows it: “Domestic abuse or "
        "stalking”. Services with the same words stand together.",
    )
    in_danger = models.BooleanField(
        "for somebody in danger now",
        default=False,
        help_text="It stands first in every help box, with its number, for instance 999. Say under "
        "“what it is for” what people can do who cannot speak.",
    )
    everywhere = models.BooleanField(
        default=False, help_text="Also shown before every text box, for instance 999 and 101."
    )
    shown_on = ArrayField(
        models.SlugField(),
        blank=True,
        default=list,
        help_text="Fixed names of the themes and areas whose pages show it, with commas between.",
    )
    for_reporting = models.BooleanField(
        "people report something there",
        default=False,
        help_text="It then stands under “Report it”, and otherwise under “Get support”.",
    )
    checked_on = models.DateField(
        "last checked on",
        null=True,
        blank=True,
        help_text="The day on which somebody last rang the number or opened the web address.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = SupportServiceQuerySet.as_manager()

    class Meta:
        ordering = ["-for_reporting", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "name"],
                name="service_once_in_a_strategy",
                violation_error_message="This service is already listed.",
            ),
            models.CheckConstraint(
                name="service_can_be_reached",
                condition=~Q(telephone="", link=""),
                violation_error_message="Give a telephone number or a web address.",
            ),
            models.CheckConstraint(
                name="service_in_danger_has_a_number",
                condition=Q(in_danger=False) | ~Q(telephone=""),
                violation_error_message="Somebody in danger needs a telephone number.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def purpose(self):
        return "Report it" if self.for_reporting else "Get support"
