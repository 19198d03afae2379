"""Which views make private pages: of one person, with their words, or behind a secret address.

Nobody keeps such a page and no search engine lists it. Its address is told to no other site, as no
address of the portal is (SECURE_REFERRER_POLICY).
"""

from functools import wraps

from django.utils.cache import patch_cache_control


def private_page(view):
    """Say of `view` that all its answers are private."""

    @wraps(view)
    def private(request, *args, **kwargs):
        return mark_private(view(request, *args, **kwargs))

    private.is_private_page = True
    return private


def mark_private(response):
    """For what answers in the place of a view, such as a page of an error."""
    patch_cache_control(response, private=True, no_store=True)
    response["X-Robots-Tag"] = "noindex"
    return response
