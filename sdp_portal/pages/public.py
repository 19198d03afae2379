"""Marks views whose pages are public, and says when a page expires."""

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.utils.module_loading import import_string

from sdp_portal.database.outage import LOST

# Keys of the WSGI environment: set by the middleware for the layer, and by the layer for views.
HOLDS_UNTIL = "portal.holds_until"
PAGES_KEPT = "portal.pages_kept"
MADE_UP = "portal.made_up"


@dataclass(frozen=True, slots=True)
class Reads:
    """The parameters of the query that a public page reads. Any other, such as those with which
    other websites mark their links, does not make it another page."""

    narrowing: frozenset[str] = frozenset()  # too many pages to store any
    stored: frozenset[str] = frozenset()  # few pages, which are stored like any other
    shows_peoples_words: bool = False  # which may be withheld: nginx keeps none of these pages

    def query(self, asked: str) -> str | None:
        """The query of the page that is stored, whatever else was asked; None: it is not stored."""
        if not asked:
            return ""
        values = {
            name: value
            for name, value in parse_qsl(asked)
            if name in self.narrowing or name in self.stored
        }
        if self.narrowing & values.keys() or "%00" in (query := urlencode(sorted(values.items()))):
            return None
        return query


_PUBLIC = {}


def public_page(view=None, *, narrowing=(), stored=(), shows_peoples_words=False):
    """Marks `view`: its page is the same for everyone without one of our cookies.

    Names the parameters of the query that it reads, and says whether it shows what people wrote
    (`Reads`). The mark is for this function only.
    Decorators copy attributes to other functions (`functools.wraps`), so with an attribute the
    preview of a public page would be public.
    """
    reads = Reads(frozenset(narrowing), frozenset(stored), shows_peoples_words)

    def mark(view):
        _PUBLIC[view] = reads
        return view

    return mark(view) if view else mark


def is_public(view) -> bool:
    return view in _PUBLIC


def reads_of(view) -> Reads | None:
    """None: `view` makes no public page."""
    return _PUBLIC.get(view)


def mark_made_up(request):
    """The page's query has a value of somebody's own invention. The page is shown but not stored,
    or whoever invents enough of them would push all others out."""
    request.META[MADE_UP] = True


class PagesHoldUntilMiddleware:
    """Tells the layer when a public page expires; other responses are never stored.

    The setting PAGE_BOUNDARY names a function. Given `at`, it returns the next moment at which a
    public page may change without anybody publishing anything.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.next_boundary = import_string(settings.PAGE_BOUNDARY)

    def __call__(self, request):
        response = self.get_response(request)
        if PAGES_KEPT not in request.META or MADE_UP in request.META:
            return response  # there is no layer, or nothing for it to store
        match = request.resolver_match
        public = match and is_public(match.func)
        if public and response.status_code == 200 and not response.cookies:
            with suppress(*LOST):  # the page is shown but not stored
                request.META[HOLDS_UNTIL] = self.next_boundary(at=request.at)
        return response
