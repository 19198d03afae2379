"""Publishing an edition: its outline becomes parts that never change again."""

import datetime as dt

from django.db import transaction

from strategy.models import Edition
from themes.outline import compile_outline


@transaction.atomic
def publish_edition(*, edition: Edition, at: dt.datetime) -> Edition:
    """Freeze `edition` as the one in force from `at` on.

    Raises ValueError when it is already published. The database refuses later changes.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_frozen:
        raise ValueError(f"“{edition.title}” is already published.")
    for part in compile_outline(edition):
        part.save()
    edition.published_at = at
    edition.save()
    return edition
