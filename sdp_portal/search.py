"""Full-text search by the rules in the database (migration 0003_search): the same on every server,
for what residents read and for what officers look through."""

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
    """What somebody typed: words, “phrases”, or, and a minus before what must not be there."""

    SEARCH_TYPES = {"words": "words_to_find"}

    def __init__(self, typed: str, *, config: str = "english"):
        super().__init__(typed[:LONGEST_SEARCH], config=config, search_type="words")
