"""Events of strategies and consultations, for the feed and for alerts.

Events are not stored. They are computed from publications and from the dates of windows.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.urls import reverse

from consultation.models import Window, WindowChange
from outcome.models import Release
from sdp_portal.templatetags.dates import moment_in_words
from strategy.models import Edition
from strategy.reading.published_texts import PublishedTexts

NEWEST = 50


@dataclass(frozen=True)
class Event:
    """An event happens once: its `id` and `at` never change."""

    id: str
    at: dt.datetime
    title: str
    summary: str
    url: str
    reply_to: str = ""  # whom people ask about it; nobody in particular if empty


def events(*, at: dt.datetime) -> list[Event]:
    """The newest events up to `at`, newest first."""
    some = chain.from_iterable(
        of_kind(at, NEWEST) for of_kind in chain.from_iterable(_KINDS.values())
    )
    return sorted(some, key=lambda event: event.at, reverse=True)[:NEWEST]


def find_event(id: str, *, at: dt.datetime) -> Event | None:
    """The event with this id, if it has happened by `at`, however long ago."""
    of_its_kinds = _KINDS.get(id.partition("-")[0], [])
    everything = chain.from_iterable(of_kind(at, None) for of_kind in of_its_kinds)
    return next((event for event in everything if event.id == id), None)


def _publications(at, most):
    for edition in Edition.objects.published(at=at).newest_first()[:most]:
        yield Event(
            id=f"edition-{edition.pk}",
            at=edition.published_at,
            title=f"Published: {edition.title} of the {edition.strategy.full_title}",
            summary=edition.change_note,
            url=reverse("edition:home", args=[edition.slug]),
        )


def _responses(at, most):
    name = _names(at)
    for release in Release.objects.made_public(at=at)[:most]:
        comments = f"{release.added:,} comment{'s' * (release.added != 1)}"
        what = "Responses published" if release.is_first else "More responses published"
        yield Event(
            id=f"responses-{release.pk}",
            at=release.published_at,
            title=f"{what}: {name(release.consultation)}",
            summary=f"{comments} can be read now, with the figures of all responses."
            if release.is_first
            else f"{release.added:,} more can be read now.",
            url=release.get_absolute_url(),
            reply_to=release.consultation.email,
        )


def _openings(at, most):
    name = _names(at)
    for window in Window.objects.opened(at=at)[:most]:
        yield opening(window, name=name(window.consultation))


def opening(window: Window, *, name: str = "") -> Event:
    """`name` is that of the consultation; without it, its title."""
    return Event(
        id=f"window-{window.pk}-opened",
        at=window.opens_at,
        title=f"Open: {name or window.consultation.title} – {window.title}",
        summary=f"You can respond until {moment_in_words(window.last_minute)}."
        if window.is_for_everyone
        else f"By invitation, until {moment_in_words(window.last_minute)}.",
        url=window.consultation.get_absolute_url(),
        reply_to=window.consultation.email,
    )


def _closings(at, most):
    """A window that is reopened closes again. That is another event, so the id has the time."""
    name = _names(at)
    for window in Window.objects.closed(at=at)[:most]:
        yield Event(
            id=f"window-{window.pk}-closed-{window.closes_at.astimezone(dt.UTC):%Y%m%dT%H%MZ}",
            at=window.closes_at,
            title=f"Closed: {name(window.consultation)} – {window.title}",
            summary=f"The last minute to respond was {moment_in_words(window.last_minute)}.",
            url=window.consultation.get_absolute_url(),
            reply_to=window.consultation.email,
        )


def _changes(at, most):
    name = _names(at)
    for change in WindowChange.objects.made_public(at=at)[:most]:
        moves = []
        if change.opening_moved:
            before, after = moment_in_words(change.opened_at), moment_in_words(change.opens_at)
            moves.append(f"Opening moved from {before} to {after}.")
        if change.closing_moved:
            before = moment_in_words(change.last_minute_before)
            after = moment_in_words(change.last_minute_after)
            moves.append(f"Closing moved from {before} to {after}.")
        yield Event(
            id=f"change-{change.pk}",
            at=change.changed_at,
            title=f"New dates: {name(change.window.consultation)} – {change.window.title}",
            summary=f"{' '.join(moves)} Reason: {change.reason}",
            url=change.window.consultation.get_absolute_url(),
            reply_to=change.window.consultation.email,
        )


_KINDS = {  # by the first word of the event's id
    "edition": [_publications],
    "responses": [_responses],
    "window": [_openings, _closings],
    "change": [_changes],
}


def _names(at):
    """A function that names a consultation, and its strategy if there are several to read."""
    if not PublishedTexts(at=at).several:
        return lambda consultation: consultation.title
    return lambda consultation: f"{consultation.title} ({consultation.edition.strategy.full_title})"
