"""Every answer says whether caches may show it to somebody else."""

import re

from django.conf import settings

from sdp_portal.pages.private import NOBODY
from sdp_portal.pages.public import reads_of

# For public pages. Browsers and proxies may keep the page, but must ask each time whether it is
# still fresh.
SHARED = [
    ("Cache-Control", "public, max-age=0, must-revalidate"),
    ("Vary", "Accept-Encoding, Cookie, HX-Request"),
]
# nginx obeys it and takes it off: it may show the page for one second, or while the portal is away.
# It has to come first: nginx 1.22 lets max-age=0 prevail over what comes after it.
FOR_NGINX = [("X-Accel-Expires", "1")]
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
        page = reads_of(match.func) if match and response.status_code == 200 else None
        if page and not response.cookies and is_for_everyone(request.META):
            # What is withheld must not come back while the portal is away.
            for name, value in SHARED if page.shows_peoples_words else FOR_NGINX + SHARED:
                response[name] = value
        else:
            response["Cache-Control"] = NOBODY
        return response

    return middleware
