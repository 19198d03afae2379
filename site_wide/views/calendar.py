"""The timeline as a calendar (RFC 5545) to which people can subscribe."""

import datetime as dt
from collections import defaultdict

from django.http import HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from consultation.models import Window
from sdp_portal.clock import LONDON
from sdp_portal.pages.public import public_page
from sdp_portal.templatetags.dates import day_in_words, planned
from strategy.models import Milestone
from strategy.reading.outline import requested_outline
from strategy.reading.timeline import timeline


@public_page
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
    """Milestones as whole days, and windows of live consultations to the minute in London time.

    A milestone known only by its month or year is left out, because a calendar would show a wrong
    day. A milestone that happened on another day than planned is shown on that day. `host` makes
    the identifiers of events unique.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Safe Durham Partnership//Strategy portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", strategy.full_title)
    of_the_public = Window.objects.of_live_consultations().filter(milestone__strategy=strategy)
    windows_of = defaultdict(list)
    for window in of_the_public.select_related("consultation", "milestone"):
        windows_of[window.milestone.key].append(window)
    for step in timeline(strategy, at=at):
        events = [_window_event(window) for window in windows_of[step.key]]
        if not events and step.precision == Milestone.Precision.DAY:
            events = [_day_event(step)]
        for event in events:
            event.add("dtstamp", at)
            event.add("uid", f"{event.pop('x-id')}@{host}")
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _day_event(step):
    event = Event()
    event.add("x-id", f"milestone-{step.key}")
    event.add("summary", step.title)
    notes = [step.note] if step.note else []
    first, last = step.planned_from, step.planned_to
    if step.happened_on:
        first = last = step.happened_on
        words = day_in_words(step.happened_on, weekday=False)
        notes.insert(0, f"Planned for {strip_tags(planned(step))}. Happened on {words}.")
    event.add("dtstart", first)
    event.add("dtend", last + dt.timedelta(days=1))
    if notes:
        event.add("description", "\n".join(notes))
    return event


def _window_event(window):
    event = Event()
    event.add("x-id", f"window-{window.pk}")
    event.add("summary", f"{window.title}: {window.consultation.title}")
    event.add("dtstart", window.opens_at.astimezone(LONDON))
    event.add("dtend", window.closes_at.astimezone(LONDON))
    return event
