"""Where there is no page, an address that changed or is misspelt leads to the page meant."""

from copy import copy

from django.http import HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control
from django.utils.encoding import escape_uri_path

from sdp_portal.addresses.models import OldAddress
from sdp_portal.addresses.spellings import find, spellings
from sdp_portal.pages.private import mark_private
from sdp_portal.pages.public import is_public

GONE = 410
NO_PAGE = {404, GONE}
READING = {"GET", "HEAD"}


class LeadingOnMiddleware:
    """Comes last, because it asks a view whether there is a page at another address."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        is_gone = response.status_code == GONE
        if response.status_code in NO_PAGE and (path := self.path_meant(request, is_gone)):
            return lead_to(request, path)
        return response

    def path_meant(self, request, is_gone) -> str | None:
        """What is gone (its page says so) has no new address, but may be misspelt."""
        new = None if is_gone else OldAddress.objects.new_address_of(request.path_info)
        if new and find(new):
            return new
        if request.method not in READING:
            return None
        spelt = spellings(request.path_info)
        meant = (OldAddress.objects.new_address_of(path) or path for path in spelt)
        return next((path for path in meant if self.has_page(request, path)), None)

    def has_page(self, request, path) -> bool:
        asked = copy(request)
        asked.META = {**request.META}
        asked.path = asked.path_info = path
        return self.get_response(asked).status_code < 400


def lead_to(request, path):
    """Browsers repeat a POST with its words (308). They may not keep where an address leads, as it
    may change once more."""
    query = request.META.get("QUERY_STRING")
    response = HttpResponsePermanentRedirect(
        escape_uri_path(path) + (f"?{query}" if query else ""),
        preserve_request=request.method not in READING,
    )
    if not is_public(find(path).func):
        return mark_private(response)
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
