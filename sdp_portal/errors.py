"""Error pages. None of them needs the database, and none loses words that somebody typed."""

import re

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import defaults

from sdp_portal import partnership
from sdp_portal.bodies import LARGEST_WITH_FILES
from sdp_portal.htmx import wants_fragment
from sdp_portal.pages.private import mark_private

LABELS = {
    "text": "Your comment",
    "words": "Your response",
    "respondent_kind": "You are responding as",
    "organisation": "Name of the organisation",
    "name": "Your name",
    "email": "Your email address",
    "publication": "What may be published",
}
UNREADABLE = (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError)
FOR_MACHINES = {"csrfmiddlewaretoken", "response", "seen", "opened", "website", "next", "nonce"}
# Fields that Django's admin adds to a form: buttons, counts of its tables, initial values.
OF_THE_ADMIN = re.compile(r"^_|^initial-|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$|-id$")
SECRET = re.compile("password|^code$|^credential$")


def kept_text(post, labels=LABELS) -> list[tuple[str, str]]:
    """(label, value) of each field that a person filled in, with the label that they saw."""
    return [
        (labels.get(name, re.sub("[_-]", " ", name).capitalize()), value)
        for name, values in post.lists()
        if name not in FOR_MACHINES and not OF_THE_ADMIN.search(name) and not SECRET.search(name)
        if (value := ", ".join(values)).strip()
    ]


def render_kept_text(
    request,
    *,
    heading,
    explanation,
    status,
    try_again,
    kept=None,
    contact_line="",
    sign_in_url="",
    has_exit=False,
):
    """The page that gives a person's words back.

    With `try_again` it has a button that sends the same form again to the same address, with a new
    CSRF token. Secrets are never given back. `kept` replaces the result of `kept_text` if the
    caller knows better labels.
    """
    context = {
        "heading": heading,
        "explanation": explanation,
        "contact_line": contact_line,
        "kept": kept_text(request.POST, {} if sign_in_url else LABELS) if kept is None else kept,
        "hidden": [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken" and not SECRET.search(name)
        ],
        "sign_in_url": sign_in_url,
        "has_exit": has_exit,
        "try_again_url": request.get_full_path() if try_again else "",
    }
    template = "kept_text.html#fragment" if wants_fragment(request) else "kept_text.html"
    return mark_private(render(request, template, context, status=status))


def csrf_failure(request, reason=""):
    """The form's token or our cookie is missing or too old, mostly after a page was open for long.

    The page can send the same form again, so that nobody has to type anything twice.
    """
    signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES  # only officers are
    return render_kept_text(
        request,
        heading="We could not check that form",
        explanation=(
            "You have signed in since its page was opened, so nothing was saved yet. "
            "Send it once more."
            if signed_in
            else "The page was open for a long time, or your browser does not keep our cookie, "
            f"so {'your response was not sent' if _is_sending(request) else 'nothing was saved'}. "
            "Allow cookies for this site if you have switched them off, then try again."
        ),
        status=403,
        try_again=_may_try_again(request),
    )


def database_lost(request):
    """We do not know whether the form was saved: only the database's answer may have been lost.
    Trying again saves and sends nothing twice."""
    if request.method == "POST" and (page := unread(request)):
        return page
    return render_kept_text(
        request,
        heading="Sorry, we cannot do that just now",
        explanation=(
            "Part of this service is not answering. "
            "Keep this page open and try again in a minute or two."
            if request.method != "POST"
            else "Part of this service is not answering, so we could not confirm that your "
            "response was sent. We keep everything you have written. Keep this page open and try "
            "again in a minute or two. Your response is only ever counted once."
            if _is_sending(request)
            else "Part of this service is not answering, so this may not have been saved. Keep "
            "this page open and try again in a minute or two."
        ),
        status=503,
        try_again=_may_try_again(request),
    )


def server_error(request):
    """Our own error. A reader gets a plain page; a person who sent a form gets the words back."""
    is_posted = request.method == "POST" and hasattr(request, "htmx")
    if not is_posted or unread(request):
        return defaults.server_error(request)
    return render_kept_text(
        request,
        heading="Sorry, there is a problem",
        explanation=(
            "Something went wrong on our side, not yours, so this may not have been saved. Keep "
            "this page open and try again in a few minutes, or copy your words."
        ),
        status=500,
        try_again=_may_try_again(request),
    )


def _is_sending(request) -> bool:
    """Whether the form sends a response. The words of that response were saved before."""
    return "words" in request.POST


def _may_try_again(request):
    return request.method == "POST" and not is_from_another_site(request)


def unread(request, *, takes_files=False):
    """An error page for a form that cannot be read; None for a form that can."""
    try:
        request.POST  # noqa: B018 reading it is the test
    except RequestDataTooBig:
        return too_much(request, takes_files=takes_files)
    except UNREADABLE:
        return unreadable_form(request)
    return None


def too_much(request, *, takes_files=False):
    """The form was too large to read, so only the browser still has the words."""
    if takes_files and not getattr(request, "may_send_files", False):
        return _file_of_nobody(request)
    largest = LARGEST_WITH_FILES if takes_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return _unread(
        request,
        heading="That is more than we can take at once",
        explanation=(
            f"What you sent is larger than {largest // 2**20} MB, so we did not read it and "
            "nothing was saved. "
            "Go back with your browser’s back button: most browsers keep what you typed. "
            + (
                "Then send fewer or smaller files at a time."
                if takes_files
                else "Copy your words, shorten them or divide them among several comments, and "
                "send a long document by email instead."
            )
        ),
        status=413,
    )


def _file_of_nobody(request):
    back = urlencode({"next": reverse("officers_back")})
    return _unread(
        request,
        heading="You have been signed out",
        explanation=(
            "We only read files from officers who are signed in, so nothing was saved. Sign in "
            "again in a new tab. Then come back here, go back with your browser’s back button and "
            "send the form again: most browsers keep what you typed."
        ),
        status=403,
        sign_in_url=f"{reverse('account_login')}?{back}",
    )


def database_lost_unread(request):
    return _unread(
        request,
        heading="Sorry, we cannot do that just now",
        explanation=(
            "Part of this service is not answering, so we did not read your files and nothing was "
            "saved. Wait a minute or two, go back with your browser’s back button and send the "
            "form again: most browsers keep what you typed."
        ),
        status=503,
    )


def length_missing(request):
    return _unread(
        request,
        heading="We could not read what was sent",
        explanation=(
            "The program that sent it did not say how long it is (Content-Length), so we did not "
            "read it and nothing was saved. Send it from our form in a web browser instead."
        ),
        status=411,
    )


def unreadable_form(request):
    return _unread(
        request,
        heading="We could not read what was sent",
        explanation=(
            "The form did not arrive as one of our pages sends it, perhaps because the connection "
            "broke off, so nothing was saved. Go back with your browser’s back button: most "
            "browsers keep what you typed. Copy your words before you try again."
        ),
        status=400,
    )


def _unread(request, **words):
    request._mark_post_parse_error()  # so that nothing tries to read it again
    return render_kept_text(request, try_again=False, **words)


def is_from_another_site(request) -> bool:
    """A person who presses "Try again" must not make another site's form ours."""
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"{request.scheme}://{request.get_host()}"


def page_not_found(request, exception=None):
    partnership.remember()
    return render(request, "404.html", status=404)
