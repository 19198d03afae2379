"""Finished pages in the memory of this process, each in three encodings."""

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

import brotli

from sdp_portal.headers import ON_EVERY_ANSWER
from sdp_portal.pages.sharing import SHARED

LEFT_TO_THE_LAYER = {"content-length", "etag", *(name.lower() for name, _ in SHARED)}
BROTLI_QUALITY = 9  # for the longest page: takes 8 ms, 14 % smaller than quality 5


@dataclass(frozen=True, slots=True)
class Finished:
    """A page in one encoding, ready to be sent."""

    etag: str
    headers: list[tuple[str, str]]
    not_modified: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Page:
    """A page with its expiry, and the stamp at the time when it was made."""

    until: dt.datetime
    stamp: int
    encodings: dict[str, Finished]
    size: int

    def is_fresh(self, *, at: dt.datetime, stamp: int) -> bool:
        """Half-open like a window: fresh before `until`, but not at `until`."""
        return self.stamp == stamp and at < self.until


def finish(headers, body: bytes, *, until: dt.datetime, stamp: int) -> Page:
    """Makes a page from the view's response.

    The strong ETag is a hash of the uncompressed body. It differs for each encoding, as RFC 9110,
    section 8.8.3.3, demands.
    """
    kept = [(name, value) for name, value in headers if name.lower() not in LEFT_TO_THE_LAYER]
    digest = hashlib.sha256(body).hexdigest()[:24]
    bodies = {
        "identity": body,
        "gzip": gzip.compress(body, mtime=0),
        "br": brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    }
    encodings = {}
    for encoding, encoded in bodies.items():
        is_plain = encoding == "identity"
        etag = f'"{digest}"' if is_plain else f'"{digest}-{encoding}"'
        tagged = [*SHARED, ("ETag", etag)]
        said = [] if is_plain else [("Content-Encoding", encoding)]
        headers = [*kept, *tagged, *said, ("Content-Length", str(len(encoded)))]
        not_modified = [*tagged, *ON_EVERY_ANSWER]
        encodings[encoding] = Finished(etag, headers, not_modified, encoded)
    size = sum(map(len, bodies.values()))
    return Page(until=until, stamp=stamp, encodings=encodings, size=size)


class Store:
    """Pages by key, with at most `room` bytes in total. The oldest pages are removed first.

    Thread-safe. It stores only existing pages, so invented addresses cannot fill it.
    """

    LOCKS = 64  # shared by all pages; two pages with the same lock only wait for each other

    def __init__(self, *, room: int):
        self.room = room
        self.size = 0
        self._pages = OrderedDict()
        self._changing = threading.Lock()
        self._making = [threading.Lock() for _ in range(self.LOCKS)]

    def __len__(self):
        return len(self._pages)

    def get(self, key) -> Page | None:
        return self._pages.get(key)

    def put(self, key, page: Page):
        with self._changing:
            self._remove(key)
            if page.size > self.room:
                return
            self._pages[key] = page
            self.size += page.size
            while self.size > self.room:
                self._remove(next(iter(self._pages)))

    def _remove(self, key):
        if page := self._pages.pop(key, None):
            self.size -= page.size

    @contextmanager
    def making(self, key, *, patience: float):
        """A lock for the one thread that makes the page of `key`; the others wait for it.

        Yields whether this thread got the lock within `patience` seconds.
        """
        lock = self._making[hash(key) % self.LOCKS]
        is_mine = lock.acquire(timeout=patience)
        try:
            yield is_mine
        finally:
            if is_mine:
                lock.release()


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """The smallest encoding that the header Accept-Encoding allows (RFC 9110, section 12.5.3)."""
    weights = {}
    for item in accepted.lower().split(","):
        name, _, parameter = item.partition(";")
        q, _, value = parameter.partition("=")
        try:
            weight = float(value) if q.strip() == "q" else 1
        except ValueError:
            weight = 0
        weights[name.strip()] = weight
    for encoding in ("br", "gzip"):
        if weights.get(encoding, weights.get("*", 0)) > 0:
            return encoding
    return "identity"
