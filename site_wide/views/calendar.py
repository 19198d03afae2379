"""The timeline as a calendar (RFC 5545) to which people can subscribe."""

import datetime as dt

from django.http import HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vText

from consultation.models import Window
from sdp_portal import partnership
from sdp_portal.clock import LONDON
from sdp_portal.pages.public import public_page
from sdp_portal.templatetags.dates import day_in_words, planned
from strategy.models import Milestone, Strategy
from strategy.reading.request import page_of_text, published_texts
from strategy.reading.timeline import timeline


@public_page
@require_safe
@page_of_text
def timeline_ics(request, outline):
    """The dates of one strategy; at the site's first address those of all strategies."""
    texts = published_texts(request)
    editions = texts.current if outline.base == "/" else [outline.edition]
    calendar = build_calendar(
        [edition.strategy for edition in editions], at=request.at, host=request.get_host()
    )
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="timeline.ics"'},
    )


def build_calendar(strategies: list[Strategy], *, at: dt.datetime, host: str) -> Calendar:
    """Milestones as whole days, and windows of live consultations to the minute in London time.

    A milestone known only by its month or year is left out, because a calendar would show a wrong
    day. A milestone that happened on another day than planned is shown on that day. `host` makes
    the identifiers of events unique. With several strategies each event names its own.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//{partnership.current().name}//Strategy portal//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", ", ".join(strategy.full_title for strategy in strategies))
    several = len(strategies) > 1
    for strategy in strategies:
        for event in _events(strategy, at=at):
            event.add("dtstamp", at)
            event.add("uid", f"{event.pop('x-id')}@{host}")
            if several:
                event["summary"] = vText(f"{event['summary']} ({strategy.full_title})")
            calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _events(strategy, *, at):
    """A milestone that is a window of a consultation has the window's dates."""
    of_the_public = Window.objects.of_live_consultations().select_related("consultation")
    windows = of_the_public.filter(consultation__edition__strategy=strategy)
    with_window = {window.milestone_id for window in windows}
    shown = {each.key: each for each in strategy.milestones.all() if each.pk not in with_window}
    for step in timeline(strategy, at=at):
        if step.key in shown and step.precision == Milestone.Precision.DAY:
            yield _day_event(strategy, step)
    yield from map(_window_event, windows)


def _day_event(strategy, step):
    event = Event()
    event.add("x-id", f"milestone-{strategy.slug}-{step.key}")
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
