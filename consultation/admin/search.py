"""Search for officers. It is fast among a million rows, however many of them match.

Few rows match a rare word: the index returns all of them, and the list is made of those. If more
than `MOST_CANDIDATES` match, the first rows of the list are checked one by one, because they
probably fill a page. If they do not (only old rows match), the index returns all matches after all.
"""

from dataclasses import dataclass
from itertools import chain

from django.db import connection
from django.db.models import Func, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower

from consultation.models import Comment, Mail, Response
from consultation.models.response_indexes import NAMES
from sdp_portal.search import WordsToFind

MOST_CANDIDATES = 5_000
NEAR = 6_000  # rows: they fill a page if one comment in a hundred matches
NEAREST = """
    SELECT near.key FROM ({rows}) AS near (moment, key) WHERE {has_it}
    ORDER BY near.moment {down}, near.key {down} LIMIT %s
"""
ANY = "T"  # what PostgreSQL returns for a search that only excludes words


@dataclass(frozen=True)
class Place:
    """Where to search: `rows` match, and `of` is their path to the key of the listed row."""

    rows: QuerySet
    of: str = "pk"

    def candidates(self, number: int) -> QuerySet:
        return self.rows.order_by().values_list(self.of)[:number]

    def has_it(self):
        """SQL that tests the row `near`. It runs for each row, never for all rows first."""
        here = self.rows.order_by().filter(**{self.of: RawSQL("near.key", ())})
        statement, parameters = here.values("pk")[:1].query.sql_with_params()
        return f"({statement}) IS NOT NULL", parameters


@dataclass(frozen=True)
class Found:
    """The rows of the ordered queryset `listed` that match in at least one of `places`."""

    listed: QuerySet
    places: list[Place]
    keys: frozenset[int]  # of matches, up to a little more than MOST_CANDIDATES a place

    @property
    def is_all(self):
        return len(self.keys) <= MOST_CANDIDATES

    @property
    def countable(self) -> QuerySet:
        """All matches; or some thousands of them, if not `is_all`."""
        keys = RawSQL("SELECT unnest(%s::bigint[])", [list(self.keys)])
        return self.listed.filter(pk__in=keys)

    @property
    def matches(self) -> QuerySet:
        """All matches, however many."""
        return self.countable if self.is_all else self.listed.filter(pk__in=self._by_index())

    def first(self, number: int, *, of=None) -> list[int]:
        """The keys of the first matches in `listed`, or only in the queryset `of`."""
        listed = self.listed if of is None else of
        if self.is_all:
            keys = RawSQL("SELECT unnest(%s::bigint[])", [list(self.keys)])
            return _keys(listed.filter(pk__in=keys), number)
        found = self._near(listed, number)
        if len(found) == number:
            return found
        return _keys(listed.filter(pk__in=self._by_index()), number)

    def _by_index(self):
        first, *others = [place.rows.order_by().values(place.of) for place in self.places]
        return first.union(*others, all=True) if others else first

    def _near(self, listed, number):
        """Checks the first rows in the order of the list. PostgreSQL stops when it has enough."""
        moment, key = listed.query.order_by
        nearest = listed.values_list(moment.lstrip("-"), key.lstrip("-"))[:NEAR]
        rows, parameters = nearest.query.sql_with_params()
        conditions, more = zip(*(place.has_it() for place in self.places), strict=True)
        is_downwards = moment.startswith("-") is listed.query.standard_ordering
        statement = NEAREST.format(
            rows=rows, has_it=" OR ".join(conditions), down="DESC" if is_downwards else "ASC"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*parameters, *chain(*more), number])
            return [key for [key] in cursor]


def find(listed: QuerySet, places: list[Place]) -> Found:
    """The rows of `listed` that match in at least one of `places`."""
    first, *others = [place.candidates(MOST_CANDIDATES + 1) for place in places]
    rows = first.union(*others, all=True) if others else first
    return Found(listed, places, frozenset(key for [key] in rows))


def _keys(queryset, number):
    return list(queryset.values_list("pk", flat=True)[:number])


def places_of_responses(words: str) -> list[Place]:
    """Names, comments, and the beginnings of references and email addresses."""
    sent = Response.objects.sent()
    places = [
        Place(_with(sent.alias(search=NAMES), words, config="simple")),
        Place(_with(Comment.objects, words), of="response"),
    ]
    if " " not in words:
        with_address = sent.exclude(email="").alias(address=Lower("email"))
        places += [
            Place(sent.filter(reference__startswith=words.upper())),
            Place(with_address.filter(address__startswith=words.lower())),
        ]
    return places


def places_of_comments(words: str) -> list[Place]:
    on_parts = Comment.objects.on_parts()
    places = [Place(_with(on_parts, words))]
    if " " not in words:
        sent = Response.objects.sent().filter(reference__startswith=words.upper())
        places.append(Place(on_parts.filter(response__in=sent)))
    return places


def places_of_mail(words: str) -> list[Place]:
    to = Mail.objects.alias(address=Lower("to"))
    return [Place(to.filter(address__startswith=words.lower()))]


def _with(rows, words, *, config="english"):
    """A search that only excludes words, such as "-bus", finds nothing, instead of nearly all."""
    query = WordsToFind(words, config=config)
    looked_up = Func(query, function="querytree", output_field=TextField())
    return rows.filter(search=query).alias(looked_up=looked_up).exclude(looked_up=ANY)
