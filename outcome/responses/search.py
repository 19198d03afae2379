"""Published comments, as a search finds them: only in the words that everybody can read."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Q

from outcome.models import PublishedComment, Release
from outcome.responses.reading import as_listed
from outcome.responses.words import with_words
from sdp_portal.search import Entry
from strategy.models import Strategy
from strategy.reading.outline import published_outline

MOST_FOUND = 20
LIGHTEST = -10.0  # the partnership's own words come before


def published_comments_with(words: str, strategy: Strategy, *, at: dt.datetime) -> list[Entry]:
    """Some of them, if a word stands in very many."""
    newest = Release.objects.published(at=at).newest_of_each()
    newest = list(newest.filter(consultation__edition__strategy=strategy))
    if not newest:
        return []
    rows, _ = with_words(_published_since(newest), words)
    found = list(rows.for_list().order_by("-number")[:MOST_FOUND])
    return [entry for release in newest for entry in _entries(release, found)]


def _published_since(releases):
    numbers = [
        Q(consultation=each.consultation_id, number__lte=each.last_number) for each in releases
    ]
    return PublishedComment.objects.filter(reduce(or_, numbers))


def _entries(release, found):
    edition = release.consultation.edition
    outline = published_outline(edition, base=f"/editions/{edition.slug}/")
    of_release = [row for row in found if row.consultation_id == release.consultation_id]
    for listed in as_listed(of_release, outline):
        yield Entry(
            kind="What people told us",
            title=f"Comment {listed.number:,}",
            text=listed.words,
            url=f"{release.get_absolute_url()}?after={listed.before}#comment-{listed.number}",
            weight=LIGHTEST,
            about=listed,
        )
