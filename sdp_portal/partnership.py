"""The partnership whose portal this is, for every app and every page.

Officers edit its row (`strategy.models.Partnership`), which the setting PARTNERSHIP reads. A
request reads the row once at most. Public pages share the row that this process read last, for as
long as the page stamp is the same.
"""

from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from sdp_portal.database.outage import LOST_OR_UNABLE

STAMP = "portal.stamp"  # key of the WSGI environment, set by the page layer


@dataclass
class _Known:
    """A row, and the stamp that was current before the row was read."""

    stamp: int | None = None
    row: Any = None


_of_this_request: ContextVar[_Known | None] = ContextVar("partnership", default=None)


class _Process:
    last = _Known()


def current():
    """The partnership. Outside of a request it is read each time."""
    known = _of_this_request.get()
    if known is None:
        return _read(None)
    if known.row is None:
        last = _Process.last
        is_same = known.stamp is not None and known.stamp == last.stamp
        known.row = last.row if is_same else _read(known.stamp)
    return known.row


def remember():
    """Read the partnership if this process never did, so that an error page can name it."""
    if _Process.last.row is None:
        with suppress(*LOST_OR_UNABLE):
            current()


def name_without_database() -> str:
    """For error pages: the name as this process read it last, else that of the environment."""
    return _Process.last.row.name if _Process.last.row else settings.PORTAL_NAME


def mail_sender() -> str:
    """The sender of mail. If the environment names only an address, the partnership gives the
    name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or current().name, address))


def one_partnership_per_request(get_response):
    """Officers see their changes at once, so their requests do not use the row of the process."""

    def middleware(request):
        is_officer = settings.SESSION_COOKIE_NAME in request.COOKIES
        stamp = None if is_officer else request.META.get(STAMP)
        before = _of_this_request.set(_Known(stamp))
        try:
            return get_response(request)
        finally:
            _of_this_request.reset(before)

    return middleware


def forget():
    _Process.last = _Known()


def _read(stamp):
    row = import_string(settings.PARTNERSHIP)()
    _Process.last = _Known(stamp, row)
    return row
