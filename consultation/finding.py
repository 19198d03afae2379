"""What officers search for, found quickly among a million: in none, in two or in most of them.

Rare words are in few places: an index gives all of them, and the list is made from those. Frequent
words are in too many to sort them by date, but then the newest page is full after a short walk
from the newest one on, looking at each. Which it is shows when the index has given
`MOST_CANDIDATES`.
"""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.postgres.search import SearchQuery
from django.db.models import Func, OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.db.models.lookups import IsNull

from consultation.models import Answer, Comment, Mail, Response
from consultation.models.response import NAMES

MOST_CANDIDATES = 5_000
LONGEST_SEARCH = 200
ANY = "T"  # what PostgreSQL says of a search that asks for no word, only for words to be absent


@dataclass(frozen=True)
class Place:
    """Where something may be found: `rows` have it, and `of` leads from them to what is listed."""

    rows: QuerySet
    of: str = "pk"

    def candidates(self, number: int) -> QuerySet:
        return self.rows.order_by().values_list(self.of)[:number]

    def has_it(self):
        """Looked up for each row that is listed, never for all beforehand."""
        here = self.rows.order_by().filter(**{self.of: OuterRef("pk")})
        return IsNull(Subquery(here.values("pk")[:1]), False)


@dataclass(frozen=True)
class Found:
    """`listed` are all that were found. `countable` are the same unless there are `more`."""

    listed: QuerySet
    countable: QuerySet
    more: bool = False


def find(listed: QuerySet, places: list[Place]) -> Found:
    """Those of `listed` that have it in one place or another."""
    if not places:
        return Found(listed.none(), listed.none())
    first, *others = [place.candidates(MOST_CANDIDATES + 1) for place in places]
    keys = {key for [key] in first.union(*others, all=True)} if others else {k for [k] in first}
    candidates = listed.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [list(keys)]))
    if len(keys) <= MOST_CANDIDATES:
        return Found(candidates, candidates)
    anywhere = reduce(or_, (Q(place.has_it()) for place in places))
    return Found(listed.filter(anywhere), candidates, more=True)


def places_of_responses(words: str) -> list[Place]:
    """Names, what was said, and the beginnings of references and email addresses."""
    sent = Response.objects.sent()
    places = [
        Place(_with(sent.alias(search=NAMES), words, config="simple")),
        Place(_with(Comment.objects, words), of="response"),
        Place(_with(Answer.objects, words), of="response"),
    ]
    if " " not in words:
        with_address = sent.exclude(email="").alias(address=Lower("email"))
        places += [
            Place(sent.filter(reference__startswith=words.upper())),
            Place(with_address.filter(address__startswith=words.lower())),
        ]
    return places


def places_of_comments(words: str) -> list[Place]:
    places = [Place(_with(Comment.objects, words))]
    if " " not in words:
        sent = Response.objects.sent().filter(reference__startswith=words.upper())
        places.append(Place(sent.exclude(comments=None), of="comments"))
    return places


def places_of_mail(words: str) -> list[Place]:
    to = Mail.objects.alias(address=Lower("to"))
    return [Place(to.filter(address__startswith=words.lower()))]


def _with(rows, words, *, config="english"):
    """A search that names no word to find, such as "-bus", finds nothing: else it would be all."""
    query = SearchQuery(words[:LONGEST_SEARCH], config=config, search_type="websearch")
    looked_up = Func(query, function="querytree", output_field=TextField())
    return rows.filter(search=query).alias(looked_up=looked_up).exclude(looked_up=ANY)
