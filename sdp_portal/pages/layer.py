"""The WSGI layer in front of Django."""

from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.urls import Resolver404, resolve

from sdp_portal import clock
from sdp_portal.pages.public import HOLDS_UNTIL, PAGES_KEPT, Reads, reads_of
from sdp_portal.pages.sharing import is_for_everyone
from sdp_portal.pages.stamp import Stamp, StampInDatabase
from sdp_portal.pages.store import Store, best_encoding, finish
from sdp_portal.partnership import STAMP

PATIENCE = 5  # seconds that a request waits while another one makes the same page
# Headers that could make the view answer with something other than the whole page.
NOT_PASSED_ON = [
    *("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE"),
    *("HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_COOKIE", "HTTP_ACCEPT"),
]
ADDRESSES = 2048  # of which a layer remembers whether they lead to a public page


class PageLayer:
    """Answers public pages from the store, and passes all other requests to `application`."""

    def __init__(self, application, *, store: Store, stamp: Stamp):
        self.application = application
        self.store = store
        self.stamp = stamp
        self.reads_at = lru_cache(ADDRESSES)(reads_at)

    def __call__(self, environ, start_response):
        environ[STAMP] = self.stamp.current()
        if not is_for_everyone(environ):
            return self.application(environ, start_response)
        environ[PAGES_KEPT] = len(self.store)
        reads = self.reads_at(environ["PATH_INFO"])
        query = reads.query(environ.get("QUERY_STRING", "")) if reads else None
        if query is None:
            return self.application(environ, start_response)
        environ["QUERY_STRING"] = query
        key = key_of(environ)
        if page := self._held(key):
            return answer(page, environ, start_response)
        return self._make(key, environ, start_response)

    def _held(self, key):
        page = self.store.get(key)
        if page and page.is_fresh(at=clock.now(), stamp=self.stamp.current()):
            return page
        return None

    def _make(self, key, environ, start_response):
        """Lets Django make the page and stores it. Requests for the same page wait meanwhile."""
        with self.store.making(key, patience=PATIENCE) as is_mine:
            if is_mine and (page := self._held(key)):  # made by another request meanwhile
                return answer(page, environ, start_response)
            stamp = (
                self.stamp.current()
            )  # read before the page, or a stale page would count as fresh
            environ[STAMP] = stamp
            status, headers, body, until = ask_for_whole_page(self.application, environ)
            if until is None or stamp is None:
                start_response(status, headers)
                return [body if environ["REQUEST_METHOD"] == "GET" else b""]
            page = finish(headers, body, until=until, stamp=stamp)
            self.store.put(key, page)
        return answer(page, environ, start_response)


def key_of(environ):
    forwarded = environ.get("HTTP_X_FORWARDED_PROTO", "").partition(",")[0].strip()
    is_secure = "https" in {forwarded, environ["wsgi.url_scheme"]}
    host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    return is_secure, host.lower(), environ["PATH_INFO"], environ.get("QUERY_STRING", "")


def reads_at(path: str) -> Reads | None:
    """What the public page at `path` reads of a query; None: there is no public page."""
    try:
        return reads_of(resolve(path.encode("latin-1").decode(errors="replace")).func)
    except Resolver404:
        return None


def ask_for_whole_page(application, environ):
    """(status, headers, body, expiry or None) of an unconditional GET."""
    asked = {name: value for name, value in environ.items() if name not in NOT_PASSED_ON}
    asked |= {"REQUEST_METHOD": "GET", "wsgi.input": BytesIO(), "CONTENT_LENGTH": ""}
    answered = []
    parts = application(asked, lambda status, headers, *_: answered.append((status, headers)))
    try:
        body = b"".join(parts)
    finally:
        if close := getattr(parts, "close", None):
            close()
    (status, headers), *_ = answered
    return status, headers, body, asked.get(HOLDS_UNTIL)


def answer(page, environ, start_response):
    finished = page.encodings[best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))]
    condition = environ.get("HTTP_IF_NONE_MATCH")
    if condition and matches(condition, finished.etag):
        start_response("304 Not Modified", finished.not_modified)
        return [b""]
    start_response("200 OK", finished.headers)
    return [finished.body if environ["REQUEST_METHOD"] == "GET" else b""]


def matches(condition: str, etag: str) -> bool:
    """If-None-Match, by weak comparison (RFC 9110, section 13.1.2)."""
    if condition == etag or condition.strip() == "*":
        return True
    return etag in {tag.strip().removeprefix("W/") for tag in condition.split(",")}


def in_front_of(application):
    """`application` behind a layer with a store for this process; without it if the size is 0."""
    if not (room := settings.PAGE_STORE_MEGABYTES * 1024 * 1024):
        return application
    stamp = Stamp(StampInDatabase(), again_after=settings.PAGE_CHECK_SECONDS)
    return PageLayer(application, store=Store(room=room), stamp=stamp)
