"""Marks views whose pages are private: with one person's words, or at a secret address.

No cache keeps such a page and no search engine lists it. Other sites never get its address, nor any
other address of the portal (SECURE_REFERRER_POLICY).
"""

from functools import wraps

NOBODY = "private, no-store"


def private_page(view):
    """Marks `view`: all its responses are private."""

    @wraps(view)
    def private(request, *args, **kwargs):
        return mark_private(view(request, *args, **kwargs))

    private.is_private_page = True
    return private


def mark_private(response):
    """For a response that takes the place of a view's, such as an error page."""
    response["Cache-Control"] = NOBODY
    response["X-Robots-Tag"] = "noindex"
    return response
