"""Changing an address that is in use. The old one leads to the new one from then on."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import connection, transaction

SAME = "This is its address already. Type another."
TAKEN = "Another %s has this address. Choose another."


def refuse_address(row, slug: str):
    """Raise ValidationError unless `row` can get the address with `slug`.

    An address that was another row's leads to that row for ever. `row` can go back to its own.
    """
    if slug == row.slug:
        raise ValidationError(SAME)
    address = row.address_with(slug)
    others = type(row).objects.filter(slug=slug).exclude(pk=row.pk)
    if any(other.address_with(slug) == address for other in others):
        raise ValidationError(TAKEN % row._meta.verbose_name)
    row.refuse_old_address(slug)


def lock_address(row):
    """The row as it is stored. Until the transaction ends nobody else changes an address."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT wait_for_other_addresses()")
    return type(row).objects.select_for_update(of=["self"]).get(pk=row.pk)


@transaction.atomic
def change_address(*, row, slug: str, by, at: dt.datetime):
    """Give `row` the address with `slug`. All that it had until now lead there.

    Raises ValidationError and changes nothing.
    """
    row = lock_address(row)
    refuse_address(row, slug)
    row.keep_address(slug, by=by, at=at)
    row.slug = slug
    row.save(update_fields=["slug"])
    return row
