"""What officers search for, found quickly among a million: in none, in two or in most of them.

Rare words are in few places: an index gives all of them, and the list is made from those. Where it
has given `MOST_CANDIDATES` and there are more, they are likely to fill a page soon, so that the
nearest ones are looked at one by one; if they do not (only those of long ago have it), the index
gives all after all.
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
NEAR = 6_000  # in which a word that one comment in a hundred has fills a page
NEAREST = """
    SELECT near.key FROM ({rows}) AS near (moment, key) WHERE {has_it}
    ORDER BY near.moment {down}, near.key {down} LIMIT %s
"""
ANY = "T"  # what PostgreSQL says of a search that asks for no word, only for words to be absent


@dataclass(frozen=True)
class Place:
    """Where something may be found: `rows` have it, and `of` leads from them to what is listed."""

    rows: QuerySet
    of: str = "pk"

    def candidates(self, number: int) -> QuerySet:
        return self.rows.order_by().values_list(self.of)[:number]

    def has_it(self):
        """A condition on the row `near`: looked up for each, never for all beforehand."""
        here = self.rows.order_by().filter(**{self.of: RawSQL("near.key", ())})
        statement, parameters = here.values("pk")[:1].query.sql_with_params()
        return f"({statement}) IS NOT NULL", parameters


@dataclass(frozen=True)
class Found:
    """Those of `listed`, a queryset in its order, that have it in one of `places`."""

    listed: QuerySet
    places: list[Place]
    keys: frozenset[int]  # as many as the indexes gave, at most

    @property
    def is_all(self):
        return len(self.keys) <= MOST_CANDIDATES

    @property
    def countable(self) -> QuerySet:
        """All of them; or, unless `is_all`, some thousands."""
        keys = RawSQL("SELECT unnest(%s::bigint[])", [list(self.keys)])
        return self.listed.filter(pk__in=keys)

    def first(self, number: int, *, of=None) -> list[int]:
        """The keys of the first ones, of all that are listed or only of the queryset `of`."""
        listed = self.listed if of is None else of
        if self.is_all:
            keys = RawSQL("SELECT unnest(%s::bigint[])", [list(self.keys)])
            return _keys(listed.filter(pk__in=keys), number)
        found = self._near(listed, number)
        if len(found) == number:
            return found
        first, *others = [place.rows.order_by().values(place.of) for place in self.places]
        by_index = first.union(*others, all=True) if others else first
        return _keys(listed.filter(pk__in=by_index), number)

    def _near(self, listed, number):
        """Among the nearest, in the order of the list: PostgreSQL stops where it has enough."""
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
    """What of `listed` has it in one place or another."""
    first, *others = [place.candidates(MOST_CANDIDATES + 1) for place in places]
    rows = first.union(*others, all=True) if others else first
    return Found(listed, places, frozenset(key for [key] in rows))


def _keys(queryset, number):
    return list(queryset.values_list("pk", flat=True)[:number])


def places_of_responses(words: str) -> list[Place]:
    """Names, what was said, and the beginnings of references and email addresses."""
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
    """A search that names no word to find, such as "-bus", finds nothing: else it would be all."""
    query = WordsToFind(words, config=config)
    looked_up = Func(query, function="querytree", output_field=TextField())
    return rows.filter(search=query).alias(looked_up=looked_up).exclude(looked_up=ANY)
