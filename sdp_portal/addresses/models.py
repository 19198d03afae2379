"""Public addresses that changed. They lead on for ever, because people have them on paper."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

ONCE_TAKEN = (
    "This was the address of another %s, and still leads there: people have it in emails and on "
    "posters. Choose another."
)
OF_ONE_THAT_IS_GONE = (
    "This was the last address of a %s that was deleted, and older addresses lead to it. Choose "
    "another."
)
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


class HasAddress:
    """A model whose rows have a public address of their own, which ends with the field `slug`."""

    def address_with(self, slug) -> str:
        raise NotImplementedError

    def address_is_in_use(self) -> bool:
        """Whether the public may know it."""
        raise NotImplementedError

    def refuse_old_address(self, slug):
        """Raise ValidationError if the address with `slug` was another's."""
        address, its_own = self.address_with(slug), self.address_with(self.slug)
        if OldAddress.objects.filter(path=address).exclude(leads_to=its_own).exists():
            raise ValidationError(ONCE_TAKEN % self._meta.verbose_name)
        if OldAddress.objects.filter(leads_to=address).exists():
            raise ValidationError(OF_ONE_THAT_IS_GONE % self._meta.verbose_name)

    def keep_address(self, slug, *, by, at):
        """All that it had until now lead to the address with `slug`."""
        old, new = self.address_with(self.slug), self.address_with(slug)
        OldAddress.objects.filter(path=new).delete()  # it goes back to an address it once had
        OldAddress.objects.update_or_create(
            path=old, defaults={"leads_to": new, "changed_at": at, "changed_by": by}
        )
        OldAddress.objects.filter(leads_to=old).update(leads_to=new)


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
