"""Throws a draft away: it is kept as it was, and its strategy can begin a new one."""

import datetime as dt

from django.db import transaction

from sdp_portal.slots import USES_OF_EDITION
from strategy.models import Edition


class ThrowingAwayError(ValueError):
    """The reason why a draft cannot be thrown away, as a sentence for the officer."""


@transaction.atomic
def throw_away(*, edition: Edition, because: str, by, at: dt.datetime) -> Edition:
    """Nobody can edit or publish the draft any more. Its address is free for another edition.

    Raises ThrowingAwayError if it is no draft any more, or if something still points to it.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_frozen:
        raise ThrowingAwayError(edition.why_frozen)
    for reason in why_not_thrown_away(edition, at=at):
        raise ThrowingAwayError(reason.sentence)
    edition.slug = f"thrown-away-{edition.pk}"
    edition.thrown_away_by, edition.thrown_away_at = by, at
    edition.thrown_away_because = because.strip()
    edition.save()
    return edition


def why_not_thrown_away(edition: Edition, *, at: dt.datetime) -> list:
    """What still points to the draft. Each has a `sentence`, and the `address` of what it is."""
    return USES_OF_EDITION.shown(edition, at=at).get("why_not_thrown_away", [])
