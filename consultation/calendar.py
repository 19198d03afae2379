"""The timeline as a calendar that people can subscribe to (RFC 5545)."""

import datetime as dt

from django.http import HttpResponse
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from sdp_portal.clock import LONDON
from strategy.models import Milestone
from strategy.outline import requested_outline


@require_safe
def timeline_ics(request):
    edition = requested_outline(request).edition
    calendar = build_calendar(edition.strategy, at=request.at, host=request.get_host())
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="timeline.ics"'},
    )


def build_calendar(strategy, *, at: dt.datetime, host: str) -> Calendar:
    """Milestones as whole days, and the windows of consultations to the minute, in London time.

    A milestone known only by its month or year, or without an end in sight, is left out: a
    calendar could show it only as a wrong day. `host` makes the events' identifiers unique.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Safe Durham Partnership//Strategy portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", strategy.full_title)
    exact = strategy.milestones.filter(precision=Milestone.Precision.DAY)
    for milestone in exact.prefetch_related("windows__consultation"):
        windows = milestone.windows.all()
        events = (
            [_window_event(window) for window in windows] if windows else [_day_event(milestone)]
        )
        for event in events:
            event.add("dtstamp", at)
            event.add("uid", f"{event.pop('x-id')}@{host}")
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _day_event(milestone):
    event = Event()
    event.add("x-id", f"milestone-{milestone.key}")
    event.add("summary", milestone.title)
    event.add("dtstart", milestone.planned_from)
    event.add("dtend", milestone.planned_to + dt.timedelta(days=1))
    if milestone.note:
        event.add("description", milestone.note)
    return event


def _window_event(window):
    event = Event()
    event.add("x-id", f"window-{window.pk}")
    event.add("summary", f"{window.title}: {window.consultation.title}")
    event.add("dtstart", window.opens_at.astimezone(LONDON))
    event.add("dtend", window.closes_at.astimezone(LONDON))
    return event
