"""The times at which public pages change without anybody changing anything."""

import datetime as dt

from consultation.models import Window
from consultation.models.window import AN_HOUR
from outcome.models import Release
from sdp_portal.clock import LONDON
from strategy.models import Edition

HOURS_OF_LAST_DAY = 25  # where the clocks go back
LONGEST_GRACE = dt.timedelta(days=1)  # the constraint window_grace_at_most_a_day


def next_boundary(*, at: dt.datetime) -> dt.datetime:
    """The first moment after `at` at which a public page changes by the clock alone.

    That is the next opening, closing or end of grace of a window; a full hour before one closes,
    because on the last day pages count hours; the next agreed publication (or one just made on a
    machine whose clock is ahead); or the next midnight in London, because pages count days.
    """
    moments = [next_midnight(at)]
    for window in Window.objects.filter(closes_at__gt=at - LONGEST_GRACE):
        moments += [window.opens_at, window.closes_at, window.grace_ends_at]
        moments += [window.closes_at - hours * AN_HOUR for hours in range(1, HOURS_OF_LAST_DAY)]
    for published in (Edition, Release):
        ahead = published.objects.filter(published_at__gt=at)
        moments += ahead.order_by().values_list("published_at", flat=True)
    return min(moment for moment in moments if moment > at)


def next_midnight(at: dt.datetime) -> dt.datetime:
    """The start of the next London day, also on days when the clocks change."""
    tomorrow = at.astimezone(LONDON).date() + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), LONDON)
