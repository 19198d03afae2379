"""Public addresses that changed. They lead on for ever, because people have them on paper."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

# "/strategies/<slug>/subgroups/<slug>/" has four steps, and no changed address has more.
MOST_STEPS = 4


class OldAddressQuerySet(models.QuerySet):
    def new_address_of(self, path: str) -> str | None:
        """Where `path` leads now, if it is an old address or lies below one; otherwise None."""
        if "\0" in path:  # PostgreSQL cannot ask for it
            return None
        steps = path.split("/")[1:]
        above = ["/" + "/".join(steps[:n]) + "/" for n in range(2, min(MOST_STEPS + 1, len(steps)))]
        found = max(self.filter(path__in=above), key=lambda each: len(each.path), default=None)
        return found and found.leads_to + path.removeprefix(found.path)


class OldAddress(models.Model):
    """Whatever lies below the old address leads to the same place below the new one.

    No address is old and new at once, so one step always suffices (`sdp_portal/addresses/`).
    """

    path = models.CharField("old address", max_length=200, unique=True)
    leads_to = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = OldAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "old address"
        verbose_name_plural = "old addresses"
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="old_address_leads_elsewhere",
                condition=~Q(path=F("leads_to")),
                violation_error_message="An address cannot lead to itself.",
            )
        ]

    def __str__(self):
        return self.path
