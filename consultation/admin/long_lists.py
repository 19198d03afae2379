"""Lists for officers that are as fast with a million rows as with a thousand.

Rows are sorted by a time, newest or oldest first, and by nothing else. A page starts where the one
before ended (keyset pagination), so no rows are counted to find it. The total is counted up to a
thousand. A search uses indexes first (`consultation/admin/search.py`).
"""

import datetime as dt
import re
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR, SEARCH_VAR, ChangeList
from django.db.models import BooleanField, Func, Q, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.utils.text import capfirst

from consultation.admin import search

MOST_COUNTED = 1_000
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
POSITION = re.compile(r"(next|previous)\.(-?\d{1,17})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Position:
    """A place in the list: just after a row, or just before it if not `is_next`."""

    moment: dt.datetime
    pk: int
    is_next: bool = True

    @classmethod
    def read(cls, text: str):
        """None if the text is not a position. That means the first page."""
        if not (found := POSITION.fullmatch(text)):
            return None
        try:
            moment = EPOCH + dt.timedelta(microseconds=int(found[2]))
        except OverflowError:
            return None
        return cls(moment, int(found[3]), found[1] == "next")

    def __str__(self):
        microseconds = (self.moment - EPOCH) // dt.timedelta(microseconds=1)
        return f"{'next' if self.is_next else 'previous'}.{microseconds}.{self.pk}"


class LongChangeList(ChangeList):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.title = capfirst(self.opts.verbose_name_plural)

    def get_queryset(self, request, exclude_parameters=None):
        """The rows for an action on all. If a search finds too many to count: some of them."""
        self.listed = super().get_queryset(request, exclude_parameters)
        words = " ".join(self.query.split())
        self.found = search.find(self.listed, self.model_admin.places(words)) if words else None
        return self.found.countable if self.found else self.listed

    @property
    def all_rows(self):
        """The rows of all pages, also if a search finds more than can be counted."""
        return self.found.matches if self.found else self.listed

    @property
    def whole_list(self):
        """The query of the address, without the page."""
        return self.get_query_string(remove=[PAGE_VAR])

    def get_ordering(self, request, queryset):
        first, *_ = super().get_ordering(request, queryset)
        self.is_newest_first = first != self.model_admin.moment
        sign = "-" if self.is_newest_first else ""
        return [f"{sign}{self.model_admin.moment}", f"{sign}pk"]

    def get_results(self, request):
        position = Position.read(request.GET.get(PAGE_VAR, ""))
        rows, self.has_previous, self.has_next = self._page(position)
        if position and not position.is_next and not self.has_previous:
            rows, self.has_previous, self.has_next = self._page(None)  # the first page, in full
        self.result_list = rows
        number = self.queryset.order_by().values("pk")[: MOST_COUNTED + 1].count()
        is_exact = number <= MOST_COUNTED and (self.found is None or self.found.is_all)
        # Django's own templates offer to select this many rows: all, only if all are counted.
        self.result_count = number if is_exact else len(rows)
        least = min(max(number, len(rows)), MOST_COUNTED)
        self.number_in_words = f"{number:,}" if is_exact else f"{least:,}+"
        self.show_full_result_count, self.full_result_count = False, None
        self.show_admin_actions = True
        self.can_show_all = self.multi_page = False
        self.previous_page = self._link(rows[:1], is_next=False) if self.has_previous else None
        self.next_page = self._link(rows[-1:], is_next=True) if self.has_next else None
        self.first_page = self.get_query_string()

    def _page(self, position):
        """Returns the rows, whether rows come before them, and whether rows come after them."""
        if position is None:
            keys, has_next = self._keys(self.listed)
            return self._rows(keys), False, has_next
        if position.is_next:
            keys, has_next = self._keys(self._beyond(position, backwards=False))
            return self._rows(keys), True, has_next
        keys, has_previous = self._keys(self._beyond(position, backwards=True).reverse())
        return self._rows(keys[::-1]), has_previous, True

    def _keys(self, queryset):
        """The keys of one page, and whether there are more. PostgreSQL finds them fast without the
        joins that showing the rows needs."""
        limit = self.list_per_page + 1
        if self.found:
            keys = self.found.first(limit, of=queryset)
        else:
            keys = list(queryset.values_list("pk", flat=True)[:limit])
        return keys[: self.list_per_page], len(keys) > self.list_per_page

    def _rows(self, keys):
        queryset = self.root_queryset.order_by().filter(pk__in=keys)
        if not queryset.query.select_related:
            queryset = self.apply_select_related(queryset)
        return sorted(queryset, key=lambda row: keys.index(row.pk))

    def _beyond(self, position, *, backwards):
        """Also compares the moment alone: it has an index even if the key is in another table."""
        moment = self.model_admin.moment
        earlier = self.is_newest_first is not backwards
        comparison, lookup = (LessThan, "lte") if earlier else (GreaterThan, "gte")
        row = Func(moment, "pk", function="ROW", output_field=BooleanField())
        here = Func(Value(position.moment), Value(position.pk), function="ROW")
        near = Q(**{f"{moment}__{lookup}": position.moment})
        return self.listed.filter(near, comparison(row, here))

    def _link(self, rows, *, is_next):
        for row in rows:
            moment = row
            for name in self.model_admin.moment.split("__"):
                moment = getattr(moment, name)
            return self.get_query_string({PAGE_VAR: Position(moment, row.pk, is_next)})
        return None

    @property
    def without_search(self):
        return self.get_query_string(remove=[SEARCH_VAR])

    @property
    def number_and_name(self):
        is_one = self.number_in_words == "1"
        name = self.opts.verbose_name if is_one else self.opts.verbose_name_plural
        return f"{self.number_in_words} {name}"


class LongList:
    """A mixin for a ModelAdmin. `moment` is the path to the time that sorts its rows. An index must
    start with it and the key."""

    moment: str

    change_list_template = "admin/long_lists/list.html"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def places(self, words: str) -> list[search.Place]:
        """Where to search for `words`."""
        raise NotImplementedError

    def get_search_fields(self, request):
        return ["pk"]  # to show the search box; `places` says where it searches

    def get_search_results(self, request, queryset, search_term):
        return queryset, False

    def get_ordering(self, request):
        return [f"-{self.moment}", "-pk"]

    def get_changelist(self, request, **kwargs):
        return LongChangeList
