"""The timeline: a strategy's milestones in order, with their state at one moment.

Some milestones have their dates elsewhere, for example in a window of a consultation. The function
named in the setting TIMELINE_DATES gives those dates.
"""

import datetime as dt
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils.module_loading import import_string

from sdp_portal.clock import LONDON
from strategy.models import Edition, Milestone, Strategy

State = Milestone.State


@dataclass(frozen=True)
class Dates:
    """London days, both inclusive. `happened_on` is set if it happened on another day."""

    planned_from: dt.date
    planned_to: dt.date
    precision: str
    state: State
    happened_on: dt.date | None = None


@dataclass(frozen=True)
class Step(Dates):
    """A milestone as the timeline shows it."""

    key: str = ""
    title: str = ""
    note: str = ""
    link: str = ""


def timeline(strategy: Strategy, *, at: dt.datetime) -> list[Step]:
    """Steps in the order of their last day. One of today's is “now”, the others “under way”."""
    today = at.astimezone(LONDON).date()
    milestones = list(strategy.milestones.all())
    decided = dict(_of_published_texts(strategy, at=at))
    for milestone in milestones:
        milestone.reached_on = milestone.reached_on or decided.get(milestone.pk)
    dates = {milestone.pk: _own_dates(milestone, today) for milestone in milestones}
    dates |= import_string(settings.TIMELINE_DATES)(strategy, at=at)
    for milestone in milestones:
        before = dates.get(milestone.follows_id)
        its_own = dates[milestone.pk]
        waits = its_own.state == State.NOW and before and before.state != State.REACHED
        if waits and not _is_in_force(strategy, at=at):
            dates[milestone.pk] = replace(its_own, state=State.PLANNED)
    steps = [
        Step(**vars(dates[m.pk]), key=m.key, title=m.title, note=m.note, link=m.link)
        for m in milestones
    ]
    steps.sort(key=lambda step: (step.planned_to, step.planned_from, step.key))
    beside = [step for step in steps if step.state == State.NOW][1:]
    return [replace(step, state=State.UNDER_WAY) if step in beside else step for step in steps]


def _of_published_texts(strategy, *, at):
    """Milestones that a text reached when it became public: (key, day of the decision).

    The last of a milestone is the first text that reached it.
    """
    texts = strategy.editions.published(at=at).exclude(milestone=None)
    return texts.order_by("-published_at").values_list("milestone", "decided_on")


def _is_in_force(strategy, *, at):
    """Whether its text is public as the one in force, though no milestone says so."""
    return strategy.editions.published(at=at).filter(standing=Edition.Standing.IN_FORCE).exists()


def _own_dates(milestone, today):
    return Dates(
        planned_from=milestone.planned_from,
        planned_to=milestone.planned_to,
        precision=milestone.precision,
        state=milestone.state(today=today),
        happened_on=milestone.happened_off_plan_on(today=today),
    )
