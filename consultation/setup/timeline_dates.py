"""The timeline takes the dates of a consultation from its windows, and nowhere else."""

import datetime as dt
from collections import defaultdict

from consultation.models import Consultation, Window
from sdp_portal.clock import LONDON
from strategy.models import Milestone
from strategy.reading.timeline import Dates, State

# A milestone for several windows has the first of these states that one of them has.
STATES = {
    Consultation.State.OPEN: State.NOW,
    Consultation.State.UPCOMING: State.PLANNED,
    Consultation.State.CLOSED: State.REACHED,
}


def dates_of_windows(strategy, *, at: dt.datetime) -> dict[int, Dates]:
    """The dates of milestones that windows of live consultations belong to, by milestone key."""
    windows_of = defaultdict(list)
    for window in Window.objects.of_live_consultations().filter(milestone__strategy=strategy):
        windows_of[window.milestone_id].append(window)
    dates = {}
    for milestone, windows in windows_of.items():
        states = {window.state(at=at) for window in windows}
        dates[milestone] = Dates(
            planned_from=min(window.opens_at for window in windows).astimezone(LONDON).date(),
            planned_to=max(window.last_minute for window in windows).astimezone(LONDON).date(),
            precision=Milestone.Precision.DAY,
            state=next(STATES[state] for state in STATES if state in states),
        )
    return dates
