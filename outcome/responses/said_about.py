"""How many published comments are about a part and the parts below it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from outcome.models import Release
from outcome.responses.reading import comments_published
from strategy.models import Part


@dataclass(frozen=True)
class About:
    """The comments about one part; `url` leads to them."""

    part: Part
    number: int
    url: str


@dataclass(frozen=True)
class Said:
    """What people said in one consultation about a page's parts, in reading order."""

    release: Release
    about: list[About]


def said_about(part: Part, *, at: dt.datetime) -> list[Said]:
    """In each consultation on the strategy whose responses are published, the newest first.

    The text that people commented on may be an earlier one, so parts are found by their key, or by
    a key that they came from.
    """
    releases = Release.objects.published(at=at).newest_of_each()
    releases = releases.filter(consultation__edition__strategy=part.edition.strategy_id)
    said = [Said(release, _about(release, part.with_those_below)) for release in releases]
    return [each for each in said if each.about]


def _about(release, parts):
    shown = {key: part for part in reversed(parts) for key in [*part.came_from, part.key]}
    asked = release.consultation.edition.parts.filter(key__in=shown)
    keys = dict(asked.values_list("position", "key"))
    rows = comments_published(release).order_by("place").filter(place__in=keys)
    address = reverse("outcome:responses", args=[release.consultation.slug])
    return [
        About(shown[keys[place]], number, f"{address}?part={keys[place]}#comments")
        for place, number in rows.values_list("place").annotate(Count("pk"))
    ]
