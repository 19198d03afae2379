"""Consultations on a strategy's home page while nobody can respond to them."""

import datetime as dt

from consultation.models import Consultation
from consultation.models.decision import with_decision
from consultation.models.standing import with_releases, with_standing
from strategy.models import Strategy


def on_home_page(strategy: Strategy, *, at: dt.datetime) -> dict:
    """The strategy's consultations that are to come, and the one that closed last.

    Those that are open have the card with the button (`participation.open`).
    """
    live = Consultation.objects.live().filter(edition__strategy=strategy).with_windows()
    upcoming, closed = [], []
    for consultation in with_decision(live, at=at):
        with_standing(consultation, at=at)
        if consultation.main_window is None:
            continue
        if consultation.state_now == Consultation.State.UPCOMING:
            upcoming.append(consultation)
        elif consultation.state_now == Consultation.State.CLOSED:
            closed.append(consultation)
    latest = sorted(closed, key=lambda each: each.main_window.closes_at)[-1:]
    return {
        "consultations_to_come": with_releases(upcoming, at=at),
        "consultations_closed": with_releases(latest, at=at),
    }
