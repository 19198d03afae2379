"""When an officer's session ends: 12 hours after signing in, or after 60 minutes without a request.

The server decides this by the portal's clock, not by the cookie's age in the browser.
"""

import datetime as dt

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout

LONGEST = dt.timedelta(hours=12)
IDLE = dt.timedelta(minutes=60)
# The last request is noted to the minute, so that not every request writes to the database. So a
# session ends after 59 to 60 idle minutes.
NOTED_EVERY = dt.timedelta(minutes=1)


def has_ended(session, *, at: dt.datetime) -> bool:
    signed_in_at = _moment(session, "signed_in_at", at)
    seen_at = _moment(session, "seen_at", at)
    return at >= signed_in_at + LONGEST or at >= seen_at + IDLE


def note_request(session, *, at: dt.datetime):
    session.setdefault("signed_in_at", at.isoformat())
    if "seen_at" not in session or at >= _moment(session, "seen_at", at) + NOTED_EVERY:
        session["seen_at"] = at.isoformat()


def no_impossible_session(get_response):
    """Ignores a session cookie that the portal cannot have set.

    The database cannot look for a key with a null character, for instance.
    """

    def middleware(request):
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "x")
        if not (key.isascii() and key.isprintable()):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return get_response(request)

    return middleware


def sessions_end(get_response):
    """Signs an officer out when the session has ended, before anything else reads `request.user`.

    It reads the session only if there is a cookie, so that public pages need no session.
    """

    def middleware(request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            if has_ended(request.session, at=request.at):
                logout(request)
            else:
                note_request(request.session, at=request.at)
        response = get_response(request)
        if request.session.modified and SESSION_KEY in request.session:  # signed in just now
            note_request(request.session, at=request.at)
        return response

    return middleware


def _moment(session, name, default) -> dt.datetime:
    return dt.datetime.fromisoformat(session[name]) if name in session else default
