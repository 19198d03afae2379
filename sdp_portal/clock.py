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

    Raises ImproperlyConfigured where the clocks go forward over it or back across it.
    """
    if sentence := clock_change(naive):
        raise ImproperlyConfigured(f"{sentence} Or add an offset, such as +00:00.")
    return naive.replace(tzinfo=LONDON)


def clock_change(naive: dt.datetime) -> str:
    """Why `naive` is no one moment in London, and what to use instead; empty when it is one."""
    first, second = naive.replace(tzinfo=LONDON), naive.replace(tzinfo=LONDON, fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    day, time = f"{naive.day} {naive:%B %Y}", f"{naive.hour}:{naive:%M}am"
    use = "Use a time before 1am, or 2am or later."
    if first.utcoffset() < second.utcoffset():
        return f"On {day} the clocks go forward from 1am to 2am, so there is no {time}. {use}"
    return f"On {day} the clocks go back from 2am to 1am, so {time} happens twice. {use}"
