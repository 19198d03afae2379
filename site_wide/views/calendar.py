"""The timeline as a calendar (RFC 5545) to which people can subscribe.

Every entry is transparent and short, so that nobody who subscribes is busy. A window has two: it
opens, and it closes. Times are in UTC, which needs no description of a time zone; calendar programs
show them in the reader's own.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vDuration

from consultation.models import Window
from sdp_portal import partnership
from sdp_portal.pages.public import public_page
from sdp_portal.templatetags.dates import day_in_words, moment_in_words, planned, time_in_words
from strategy.models import Milestone, Strategy
from strategy.reading.request import page_of_text, published_texts
from strategy.reading.timeline import timeline

ASKED_AGAIN_AFTER = dt.timedelta(hours=12)
SHORT = dt.timedelta(minutes=15)


@public_page
@require_safe
@page_of_text
def timeline_ics(request, outline):
    """The dates of one strategy; at the site's first address those of all strategies."""
    texts = published_texts(request)
    editions = texts.current if outline.base == "/" else [outline.edition]
    calendar = build_calendar(
        [edition.strategy for edition in editions],
        at=request.at,
        address=request.build_absolute_uri,
    )
    return HttpResponse(
        calendar.to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="timeline.ics"'},
    )


def build_calendar(
    strategies: list[Strategy], *, at: dt.datetime, address: Callable[[str], str]
) -> Calendar:
    """Milestones as whole days, and the windows of live consultations.

    A milestone known only by its month or year is left out, because a calendar would show a wrong
    day. A milestone that happened on another day than planned is shown on that day. `address` makes
    an absolute URL from a path; identifiers do not use it. With several strategies each entry names
    its own.
    """
    name = ", ".join(strategy.full_title for strategy in strategies)
    calendar = Calendar()
    calendar.add("prodid", f"-//{partnership.current().name}//Strategy portal//EN")
    calendar.add("version", "2.0")
    for named in ("name", "x-wr-calname"):  # RFC 7986, and what was used before it
        calendar.add(named, name)
    calendar.add("refresh-interval", ASKED_AGAIN_AFTER, parameters={"value": "DURATION"})
    # The same for Outlook.
    calendar.add("x-published-ttl", vDuration(ASKED_AGAIN_AFTER).to_ical().decode())
    host = urlsplit(settings.PORTAL_URL).hostname
    for strategy in strategies:
        for key, summary, path, details in _entries(strategy, at=at):
            event = Event()
            event.add("uid", f"{key}@{host}")
            event.add("dtstamp", at)
            event.add("summary", summary if len(strategies) == 1 else f"{summary} ({strategy})")
            event.add("url", address(path))
            event.add("transp", "TRANSPARENT")
            for property_name, value in details.items():
                event.add(property_name, value)
            calendar.add_component(event)
    return calendar


Entry = tuple[str, str, str, dict]  # key, summary, path, further properties


def _entries(strategy, *, at) -> Iterator[Entry]:
    """A milestone that is a window of a consultation has the window's dates."""
    of_the_public = Window.objects.of_live_consultations().select_related("consultation")
    windows = of_the_public.filter(consultation__edition__strategy=strategy)
    with_window = {window.milestone_id for window in windows}
    shown = {each.key: each for each in strategy.milestones.all() if each.pk not in with_window}
    for step in timeline(strategy, at=at):
        if step.key in shown and step.precision == Milestone.Precision.DAY:
            yield _of_milestone(strategy, step)
    for window in windows:
        yield from _of_window(window)


def _of_milestone(strategy, step) -> Entry:
    notes = [step.note] if step.note else []
    first, last = step.planned_from, step.planned_to
    if step.happened_on:
        first = last = step.happened_on
        words = day_in_words(step.happened_on, weekday=False)
        notes.insert(0, f"Planned for {strip_tags(planned(step))}. Happened on {words}.")
    details = {"dtstart": first, "dtend": last + dt.timedelta(days=1)}
    if notes:
        details["description"] = "\n".join(notes)
    key = f"milestone-{strategy.slug}-{step.key}"
    return key, step.title, f"/strategies/{strategy.slug}/timeline/", details


def _of_window(window) -> Iterator[Entry]:
    title, path = window.consultation.title, window.consultation.get_absolute_url()
    opens, closes = (each.astimezone(dt.UTC) for each in (window.opens_at, window.closes_at))
    who = window.title
    until = f"Closes at {moment_in_words(window.last_minute)}."
    opening = {"dtstart": opens, "dtend": opens + SHORT, "description": f"{who}. {until}"}
    yield f"window-{window.pk}-opens", f"Opens: {title} ({who})", path, opening
    closes_at = time_in_words(window.last_minute)
    closing = {"dtstart": closes - SHORT, "dtend": closes, "description": f"{who}. {until}"}
    yield f"window-{window.pk}-closes", f"Closes {closes_at}: {title} ({who})", path, closing
