"""The portal's only clock.

Every decision about time uses `now()`. With the setting PORTAL_CLOCK the whole portal runs as if
it had been started at another moment: deadlines, receipts and pages included.
"""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """The present moment, aware, in UTC. It is shifted while a demonstration clock is set."""
    return dt.datetime.now(dt.UTC) + settings.CLOCK_OFFSET


def offset_to(start: str) -> dt.timedelta:
    """How far to shift the clock so that it shows `start` now; zero for an empty string.

    `start` is ISO 8601, and London time if it has no offset (`2024-04-10T10:00`).
    Raises ImproperlyConfigured for anything else, and for a time that London's clocks skipped or
    showed twice.
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

    Raises ImproperlyConfigured if the clocks skipped that time or showed it twice.
    """
    if sentence := clock_change(naive):
        raise ImproperlyConfigured(f"{sentence} Or add an offset, such as +00:00.")
    return naive.replace(tzinfo=LONDON)


def clock_change(naive: dt.datetime) -> str:
    """Why `naive` is not exactly one moment in London, and what to use instead; empty if it is."""
    first, second = naive.replace(tzinfo=LONDON), naive.replace(tzinfo=LONDON, fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    day, time = f"{naive.day} {naive:%B %Y}", f"{naive.hour}:{naive:%M}am"
    use = "Use a time before 1am, or 2am or later."
    if first.utcoffset() < second.utcoffset():
        return f"On {day} the clocks go forward from 1am to 2am, so there is no {time}. {use}"
    return f"On {day} the clocks go back from 2am to 1am, so {time} happens twice. {use}"
