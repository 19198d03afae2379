"""Every answer says whether caches may show it to somebody else."""

import re

from django.conf import settings

from sdp_portal.pages.private import NOBODY
from sdp_portal.pages.public import is_public

# For public pages. Browsers and proxies may keep the page, but must ask each time whether it is
# still fresh. nginx obeys X-Accel-Expires and takes it off: it may show the page for one second.
# It has to come first: nginx 1.22 lets max-age=0 prevail over what comes after it.
SHARED = [
    ("X-Accel-Expires", "1"),
    ("Cache-Control", "public, max-age=0, must-revalidate"),
    ("Vary", "Accept-Encoding, Cookie, HX-Request"),
]
COOKIES = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"]
COOKIES += [settings.RESPONSE_COOKIE_PREFIX]
# Finds one of our cookies in the header Cookie.
OURS = re.compile(rf"(?:^|[;\s])(?:{'|'.join(map(re.escape, COOKIES))})")


def is_for_everyone(environ) -> bool:
    """Whether nothing in the request but its address could make the page different."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_HX_REQUEST" in environ:
        return False
    cookies = environ.get("HTTP_COOKIE")
    return not cookies or not OURS.search(cookies)


def say_who_may_keep(get_response):
    """Outside of all other middleware, so that redirects and error pages say it too. Whatever has
    not said it, and is not a public page for everyone, is kept by nobody."""

    def middleware(request):
        response = get_response(request)
        if response.has_header("Cache-Control"):
            return response
        match = request.resolver_match
        is_page = match and is_public(match.func) and response.status_code == 200
        if is_page and not response.cookies and is_for_everyone(request.META):
            for name, value in SHARED:
                response[name] = value
        else:
            response["Cache-Control"] = NOBODY
        return response

    return middleware
