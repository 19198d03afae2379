"""Full-text search over the parts of an edition."""

import html
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchRank
from django.db.models import F
from django.utils.safestring import SafeString, mark_safe

from sdp_portal.search import WordsToFind
from strategy.models import Edition, Part

# These private-use characters mark found words until the text has been escaped.
START, STOP = "\ue000", "\ue001"


@dataclass
class Hit:
    part: Part
    title: SafeString
    excerpt: SafeString


def search_parts(edition: Edition, words: str) -> list[Hit]:
    """Parts that contain `words`, best first. Quotes, “or” and minus work as in a web search."""
    query = WordsToFind(words)
    options = {"config": "english", "start_sel": START, "stop_sel": STOP}
    found = (
        edition.parts.filter(search=query)
        .annotate(
            rank=SearchRank(F("search"), query),
            marked_title=SearchHeadline("title", query, highlight_all=True, **options),
            marked_text=SearchHeadline(
                "plain_text", query, max_words=35, min_words=15, max_fragments=2, **options
            ),
        )
        .order_by("-rank", "position")
    )
    return [Hit(part, _marked(part.marked_title), _marked(part.marked_text)) for part in found]


def _marked(text):
    escaped = html.escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(escaped)  # noqa: S308 escaped in the line above
