"""Full-text search by rules in the database (migrations 0003_search, 0014_words_written_apart).

The rules are the same on every server, and for the pages of residents and of officers.
"""

import html
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import connection
from django.db.models import Func, TextField
from django.utils.safestring import SafeString, mark_safe

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


class WordsOrSynonyms(SearchQuery):
    """As `WordsToFind`, and the synonyms that officers keep."""

    SEARCH_TYPES = {"words": "words_or_synonyms"}

    def __init__(self, typed: str):
        super().__init__(typed[:LONGEST_SEARCH], config="english", search_type="words")


@dataclass(frozen=True)
class Entry:
    """Something on a public page that a search can find. `text` is what people read there.

    `kind` says what it is. Of two that match as well, the one with more `weight` comes first.
    """

    kind: str
    title: str
    text: str
    url: str
    weight: float = 0.0
    within: str = ""  # what it is a part of
    number: str = ""  # of the theme or item, which gives it its colour
    about: object = None  # the row that it was made from


@dataclass(frozen=True)
class Hit:
    entry: Entry
    title: SafeString
    excerpt: SafeString


# These private-use characters mark found words until the text has been escaped.
START, STOP = "\ue000", "\ue001"
MARKS = f"StartSel={START}, StopSel={STOP}"

# What has the words in its title comes first, and the shorter the title, the earlier. Only for what
# matches are title and text looked at apart.
AMONG = """
    WITH asked AS MATERIALIZED (
        SELECT words_to_find('english', %(typed)s) AS words,
               words_or_synonyms('english', %(typed)s) AS more
    ), matching AS MATERIALIZED (
        SELECT given.*, words, more,
               to_tsvector('english', words_to_index(title)) AS in_title,
               to_tsvector('english', words_to_index(body)) AS in_body,
               to_tsvector('english', words_to_index(kind)) AS in_kind
        FROM unnest(%(kinds)s::text[], %(titles)s::text[], %(texts)s::text[], %(weights)s::float[])
            WITH ORDINALITY AS given (kind, title, body, weight, number), asked
        WHERE to_tsvector('english', words_to_index(concat_ws(' ', kind, title, body))) @@ more
    ), found AS (
        SELECT number, title, body, more, weight
            + 0.5 * (in_title @@ words)::int + (in_title @@ more)::int + (in_kind @@ more)::int
            + 5 * ts_rank(in_title, more, 2)
            + ts_rank(in_title || in_body, words, 1) + 0.5 * ts_rank(in_body, more, 1) AS rank
        FROM matching
        ORDER BY rank DESC, number
        LIMIT %(most)s
    )
    SELECT number - 1,
           ts_headline('english', title, more, %(whole)s),
           ts_headline('english', body, more, %(excerpt)s)
    FROM found ORDER BY rank DESC, number
"""


def find_among(entries: list[Entry], typed: str, *, most: int) -> list[Hit]:
    """Those that have the words, or synonyms of them, the best first."""
    values = {
        "typed": typed[:LONGEST_SEARCH],
        "kinds": [entry.kind for entry in entries],
        "titles": [entry.title for entry in entries],
        "texts": [entry.text for entry in entries],
        "weights": [entry.weight for entry in entries],
        "most": most,
        "whole": f"{MARKS}, HighlightAll=on",
        "excerpt": f'{MARKS}, MaxWords=35, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "',
    }
    with connection.cursor() as cursor:
        cursor.execute(AMONG, values)
        return [
            Hit(entries[number], _marked(title), _marked(_cut(excerpt, entries[number].text)))
            for number, title, excerpt in cursor
        ]


def _cut(excerpt, text):
    """With “…” where the text goes on."""
    plain = _plain(excerpt).strip()
    before = "" if text.lstrip().startswith(plain[:20]) else "… "
    after = "" if text.rstrip(" .").endswith(plain[-20:].rstrip(" .")) else " …"
    return f"{before}{excerpt.strip()}{after}"


def _marked(text):
    escaped = html.escape(text).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(escaped)  # noqa: S308 escaped in the line above


MARK_ALL = """
    SELECT text, ts_headline('english', text, words_or_synonyms('english', %(typed)s), %(whole)s)
    FROM unnest(%(texts)s::text[]) WITH ORDINALITY AS given (text, number) ORDER BY number
"""


def with_marks(texts: list[str], typed: str) -> list[str]:
    """The whole texts, with the typed words, or synonyms of them, marked."""
    whole = f"{MARKS}, HighlightAll=on"
    with connection.cursor() as cursor:
        cursor.execute(MARK_ALL, {"typed": typed[:LONGEST_SEARCH], "texts": texts, "whole": whole})
        return [
            _marked(headline) if _plain(headline) == text else text for text, headline in cursor
        ]


def _plain(headline):
    """Differs from the text if that has our marks itself, or if PostgreSQL left something out."""
    return headline.replace(START, "").replace(STOP, "")


LEAST_LIKENESS = 0.25
SHORTEST_SLIP = 5  # letters
SLIP = 0.82  # how much of both words is the same
MOST_TYPED = 10  # each is compared with every word of the pages
# A word that stands on the pages is likest to itself, and so is left as it is.
LIKE = """
    WITH known AS MATERIALIZED (
        SELECT DISTINCT word
        FROM regexp_split_to_table(lower(words_to_index(%(text)s)), '\\s+') AS word
        WHERE length(word) > 2
    ), typed AS (
        SELECT word, number
        FROM regexp_split_to_table(lower(replace(plain_words(%(typed)s), '-', ' ')), ' +')
            WITH ORDINALITY AS typed (word, number)
        WHERE length(word) > 2 ORDER BY number LIMIT %(most)s
    )
    SELECT typed.word, likest.word
    FROM typed CROSS JOIN LATERAL (
        SELECT word FROM known
        WHERE similarity(word, typed.word) >= %(least)s
        ORDER BY similarity(word, typed.word) DESC, word
        LIMIT 1
    ) AS likest
    ORDER BY number
"""


def did_you_mean(typed: str, text: str) -> str:
    """What was typed, with its words as they are spelt in `text`; empty if that changes nothing."""
    with connection.cursor() as cursor:
        values = {"typed": typed[:LONGEST_SEARCH], "text": text}
        cursor.execute(LIKE, values | {"least": LEAST_LIKENESS, "most": MOST_TYPED})
        pairs = cursor.fetchall()
    meant = [known if _is_slip(word, known) else word for word, known in pairs]
    return "" if meant == [word for word, _ in pairs] else " ".join(meant)


def _is_slip(typed, known):
    """Whether the word is near enough to be suggested. “Hits” is no slip of “its”."""
    return len(typed) >= SHORTEST_SLIP and SequenceMatcher(None, typed, known).ratio() >= SLIP
