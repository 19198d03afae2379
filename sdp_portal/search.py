"""Full-text search by rules in the database (migration 0003_search).

The rules are the same on every server, and for the pages of residents and of officers.
"""

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Func, TextField

LONGEST_SEARCH = 200


class WordsToIndex(Func):
    function = "words_to_index"
    arity = 1
    output_field = TextField()


def words_of(*fields, **options) -> SearchVector:
    return SearchVector(*map(WordsToIndex, fields), **options)


class WordsToFind(SearchQuery):
    """A typed search: words, “phrases”, “or”, and a minus before words to exclude."""

    SEARCH_TYPES = {"words": "words_to_find"}

    def __init__(self, typed: str, *, config: str = "english"):
        super().__init__(typed[:LONGEST_SEARCH], config=config, search_type="words")
