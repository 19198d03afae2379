"""What every request passes through on its way to a view."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponseNotAllowed, HttpResponseNotFound, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

from sdp_portal import bodies, clock, errors
from sdp_portal.pages.public import is_public


def one_moment_per_request(get_response):
    """Read the clock once, on arrival: a response counts by the moment the server received it."""

    def middleware(request):
        request.at = clock.now()
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
    """A database that does not answer: say so, and give back whatever was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.database_lost(request)
        return None


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
        return self._read(request, view)

    def _read(self, request, view):
        """None, or the answer when the form cannot be read."""
        try:
            bodies.decide(request, view)
            request.POST  # noqa: B018 reading it is the test
        except RequestDataTooBig:
            return errors.too_much(request, takes_files=getattr(view, "takes_files", False))
        except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError):
            return errors.unreadable_form(request)
        except (OperationalError, InterfaceError):
            return self._without_database(request)
        return None

    def _without_database(self, request):
        try:
            return errors.database_lost(request)
        except RequestDataTooBig:
            return errors.database_lost_unread(request)
