"""Marks views whose pages are public, and says when a page expires."""

from contextlib import suppress

from django.conf import settings
from django.utils.module_loading import import_string

from sdp_portal.database.outage import LOST

# Keys of the WSGI environment: set by the middleware for the layer, and by the layer for views.
HOLDS_UNTIL = "portal.holds_until"
PAGES_KEPT = "portal.pages_kept"


_PUBLIC = set()


def public_page(view):
    """Marks `view`: its page is the same for everyone without one of our cookies.

    The mark is for this function only. Decorators copy attributes to other functions
    (`functools.wraps`), so with an attribute the preview of a public page would be public.
    """
    _PUBLIC.add(view)
    return view


def is_public(view) -> bool:
    return view in _PUBLIC


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
        if PAGES_KEPT not in request.META:  # there is no layer
            return response
        match = request.resolver_match
        public = match and is_public(match.func)
        if public and response.status_code == 200 and not response.cookies:
            with suppress(*LOST):  # the page is shown but not stored
                request.META[HOLDS_UNTIL] = self.next_boundary(at=request.at)
        return response
