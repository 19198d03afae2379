"""Which views make public pages, and until when a page that was made holds."""

from contextlib import suppress

from django.conf import settings
from django.utils.module_loading import import_string

from sdp_portal.database.outage import LOST

# In the WSGI environment: from the view's side to the layer's, and from the layer's to the view's.
HOLDS_UNTIL = "portal.holds_until"
PAGES_KEPT = "portal.pages_kept"


_PUBLIC = set()


def public_page(view):
    """Say of `view` that its page is the same for everyone who brings no cookie of ours.

    It is said of this function and of no other. An attribute would be copied by a decorator to the
    function that it makes (`functools.wraps`), and a preview of a public page would be public.
    """
    _PUBLIC.add(view)
    return view


def is_public(view) -> bool:
    return view in _PUBLIC


class PagesHoldUntilMiddleware:
    """Tells the layer until when a public page holds; says nothing of any other answer.

    The project's boundaries are worked out by the function that the setting PAGE_BOUNDARY names:
    given `at`, the first moment after it at which a public page may look different by itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.next_boundary = import_string(settings.PAGE_BOUNDARY)

    def __call__(self, request):
        response = self.get_response(request)
        if PAGES_KEPT not in request.META:  # no layer asks
            return response
        match = request.resolver_match
        public = match and is_public(match.func)
        if public and response.status_code == 200 and not response.cookies:
            with suppress(*LOST):  # the page is shown, and not kept
                request.META[HOLDS_UNTIL] = self.next_boundary(at=request.at)
        return response
