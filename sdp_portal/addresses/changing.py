"""Changing an address that is in use. The old one leads to the new one from then on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from sdp_portal.addresses.models import OldAddress

SAME = "This is its address already. Type another."
TAKEN = "Another %s has this address. Choose another."
ONCE_TAKEN = (
    "This was the address of another %s, and still leads there: people have it in emails and on "
    "posters. Choose another."
)
OF_ONE_THAT_IS_GONE = (
    "This was the last address of a %s that was deleted, and older addresses lead to it. Choose "
    "another."
)


def refuse_address(row, slug: str):
    """Raise ValidationError unless `row` can get the address with `slug`.

    An address that was another row's leads to that row for ever. `row` can go back to its own.
    """
    if slug == row.slug:
        raise ValidationError(SAME)
    address, its_own = row.addresses_with(slug)[0], row.addresses_with(row.slug)[0]
    others = type(row).objects.filter(slug=slug).exclude(pk=row.pk)
    if any(other.addresses_with(slug)[0] == address for other in others):
        raise ValidationError(TAKEN % row._meta.verbose_name)
    if OldAddress.objects.filter(path=address).exclude(leads_to=its_own).exists():
        raise ValidationError(ONCE_TAKEN % row._meta.verbose_name)
    if OldAddress.objects.filter(leads_to=address).exists():
        raise ValidationError(OF_ONE_THAT_IS_GONE % row._meta.verbose_name)


@transaction.atomic
def change_address(*, row, slug: str, by, at: dt.datetime):
    """Give `row` the address with `slug`. Its addresses until now lead there, however many.

    Raises ValidationError and changes nothing.
    """
    with connection.cursor() as cursor:  # so that nobody takes an address that is being changed
        cursor.execute("SELECT wait_for_other_addresses()")
    row = type(row).objects.select_for_update(of=["self"]).get(pk=row.pk)
    refuse_address(row, slug)
    before, after = row.addresses_with(row.slug), row.addresses_with(slug)
    OldAddress.objects.filter(path__in=after).delete()  # it goes back to an address it once had
    for old, new in zip(before, after, strict=True):
        OldAddress.objects.update_or_create(
            path=old, defaults={"leads_to": new, "changed_at": at, "changed_by": by}
        )
        OldAddress.objects.filter(leads_to=old).update(leads_to=new)
    row.slug = slug
    row.save(update_fields=["slug"])
    return row
