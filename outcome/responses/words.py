"""Finds published comments by their words: only in words that everybody can read."""

from outcome.models.release import PublishedCommentQuerySet
from sdp_portal.search import WordsOrSynonyms

MOST_CANDIDATES = 2_000


def with_words(rows: PublishedCommentQuerySet, words: str) -> tuple[PublishedCommentQuerySet, bool]:
    """Those of `rows` that have the words, and whether these are all of them. If a word stands in
    very many comments, they are some of them."""
    # The limit keeps PostgreSQL at the index of words. Without it, it may read all comments. It
    # counts only `rows`: most comments with a common word may not be published.
    asked = WordsOrSynonyms(words)
    as_sent = rows.filter(comment__search=asked, comment__redacted=None)
    redacted = rows.filter(comment__redacted__search=asked)
    keys = [
        key
        for found in (as_sent, redacted)
        for key in found.order_by().values_list("pk", flat=True)[:MOST_CANDIDATES]
    ]
    return rows.readable().filter(pk__in=keys), len(keys) < MOST_CANDIDATES
