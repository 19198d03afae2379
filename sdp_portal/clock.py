"""The portal's only clock.

Every date that the portal decides by comes from `now()`. With the setting PORTAL_CLOCK the whole
portal runs as if it had been started at another moment: deadlines, receipts and pages included.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present moment, aware, in UTC; shifted while a demonstration clock is set."""
    return dt.datetime.now(dt.UTC) + settings.CLOCK_OFFSET


def offset_to(start: str) -> dt.timedelta:
    """How far the clock must be moved to show `start` now; nothing for an empty string.

    `start` is ISO 8601, London time when it carries no offset (`2024-04-10T10:00`).
    Raises ImproperlyConfigured for anything else, and for an hour that London's clocks skipped
    or had twice.
    """
    if not start:
        return dt.timedelta()
    try:
        moment = dt.datetime.fromisoformat(start)
    except ValueError:
        raise ImproperlyConfigured(
            f"PORTAL_CLOCK={start!r} is not a date and time such as 2024-04-10T10:00."
        ) from None
    if moment.tzinfo is None:
        moment = in_london(moment)
    return moment - dt.datetime.now(dt.UTC)


def in_london(naive: dt.datetime) -> dt.datetime:
    """`naive` as London wall-clock time.

    Raises ImproperlyConfigured where the clocks went forward over it or back across it.
    """
    early, late = naive.replace(tzinfo=LONDON), naive.replace(tzinfo=LONDON, fold=1)
    if early.utcoffset() != late.utcoffset():
        raise ImproperlyConfigured(
            f"{naive:%Y-%m-%dT%H:%M} happened twice or never in London, where the clocks changed. "
            "Add an offset, such as +00:00."
        )
    return early
