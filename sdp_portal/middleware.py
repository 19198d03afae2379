"""Middleware for every request."""

import logging
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.signals import got_request_exception
from django.http import HttpResponseNotAllowed, HttpResponseNotFound, QueryDict
from django.views.defaults import bad_request

from sdp_portal import bodies, clock, errors
from sdp_portal.database.outage import LOST_OR_UNABLE
from sdp_portal.keys import WrongKeyError
from sdp_portal.logs import in_short
from sdp_portal.pages.public import is_public

logger = logging.getLogger(__name__)


def one_moment_per_request(get_response):
    """Reads the clock once, on arrival, because that moment decides whether a response counts."""

    def middleware(request):
        request.at = clock.now()
        return get_response(request)

    return middleware


def no_endless_query(get_response):
    """Refuses a query with too many parameters before anything else reads it. In a
    demonstration (DEBUG) Django's error page would read it again for every line that it shows."""

    def middleware(request):
        try:
            request.GET  # noqa: B018 reading it is the test
        except TooManyFieldsSent:
            return bad_request(request, None)
        return get_response(request)

    return middleware


def no_null_in_query(get_response):
    """Removes null characters from the query: PostgreSQL cannot store them and nobody types them.

    A form refuses them instead (`sdp_portal/forms.py`), because we never change a person's words.
    """

    def middleware(request):
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            # Encoded again first, because "%0%000" must not become "%00".
            query = request.GET.urlencode().replace("%00", "")
            request.META["QUERY_STRING"], request.GET = query, QueryDict(query)
        return get_response(request)

    return middleware


def plain_error_pages(get_response):
    """In a demonstration (DEBUG) an unknown address shows the page that a resident would see.

    A view's own page with status 404 stays as it is.
    """

    def middleware(request):
        response = get_response(request)
        if settings.DEBUG and isinstance(response, HttpResponseNotFound):
            return errors.page_not_found(request)
        return response

    return middleware


class LostDatabaseMiddleware:
    """The error page for a database that does not answer, or whose secrets no key opens.

    It gives back the words that somebody typed. It comes before every middleware that uses the
    database. Django passes errors of a view to `process_exception`. For an error in another
    middleware or in an error page it makes a response of its own, which is replaced here.
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
    """Whether the exception, or one that led to it, means one of these: the database did not
    answer, it could not execute a statement, or no key opens its secrets."""
    while exception:
        if isinstance(exception, NO_DATABASE):
            return True
        exception = exception.__cause__ or exception.__context__
    return False


class UnreadableFormMiddleware:
    """The error page for a form that is too large, has too many fields or is incomplete.

    It comes before the check of the form's token, which would be the first to read the form.
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
        if bodies.is_of_unknown_length(request):
            return errors.length_missing(request)
        try:
            bodies.decide_on_files(request, view)
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
