"""What every request passes through on its way to a view."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.signals import got_request_exception
from django.http import HttpResponseNotAllowed, HttpResponseNotFound, QueryDict

from sdp_portal import bodies, clock, errors
from sdp_portal.database.outage import LOST_OR_UNABLE
from sdp_portal.keys import WrongKeyError
from sdp_portal.logs import in_short
from sdp_portal.pages.public import is_public

logger = logging.getLogger(__name__)


def one_moment_per_request(get_response):
    """Read the clock once, on arrival: a response counts by the moment the server received it."""

    def middleware(request):
        request.at = clock.now()
        return get_response(request)

    return middleware


def no_null_in_query(get_response):
    """PostgreSQL has no null character and nobody types one, so what is asked for comes without it.
    A form says so of what somebody wrote (`sdp_portal/forms.py`): we keep words to the letter."""

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            # Written anew first: "%0%000" must not become "%00".
            query = request.GET.urlencode().replace("%00", "")
            request.META["QUERY_STRING"], request.GET = query, QueryDict(query)
        return get_response(request)

    return middleware


def plain_error_pages(get_response):
    """In a demonstration (DEBUG) an unknown address shows what a resident would see.

    A view's own page that happens to say 404 is left as it is.
    """

    def middleware(request):
        response = get_response(request)
        if settings.DEBUG and isinstance(response, HttpResponseNotFound):
            return errors.page_not_found(request)
        return response

    return middleware


class LostDatabaseMiddleware:
    """A database that does not answer, or whose secrets no key of ours opens: say so, and give
    back whatever was typed.

    It stands in front of everything that asks the database. Of an error in a view Django tells it
    at once. Of one anywhere else, in another middleware or in a page of an error, Django makes a
    bare answer before it tells anybody, so that one is replaced.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        got_request_exception.connect(note_lost_database)

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "has_lost_database", False):
            return errors.database_lost(request)
        return response

    def process_exception(self, request, exception):
        if not is_lost_database(exception):
            return None
        logger.error("The database did not do it: %s", in_short(exception))
        return errors.database_lost(request)


NO_DATABASE = (*LOST_OR_UNABLE, WrongKeyError)


def note_lost_database(*, request, **_):
    request.has_lost_database = is_lost_database(sys.exception())


def is_lost_database(exception) -> bool:
    """Whether it, or what led to it, is that the database did not answer, or could not do it, as
    one that only reads cannot, or that its secrets cannot be opened."""
    while exception:
        if isinstance(exception, NO_DATABASE):
            return True
        exception = exception.__cause__ or exception.__context__
    return False


class UnreadableFormMiddleware:
    """A form that is too large, has too many fields or breaks off: say what to do instead.

    It stands before the check of the form's token, which is the first to read the form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST":
            return None
        if is_public(view):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        if bodies.has_no_length(request):
            return errors.length_missing(request)
        try:
            bodies.decide(request, view)
        except NO_DATABASE:
            return self._without_database(request)
        return errors.unread(request, takes_files=getattr(view, "takes_files", False))

    def _without_database(self, request):
        try:
            request.POST  # noqa: B018 reading it is the test
        except RequestDataTooBig:
            return errors.database_lost_unread(request)
        except errors.UNREADABLE:
            return errors.unreadable_form(request)
        return errors.database_lost(request)
