"""Which part of a template answers a request: the page or its fragment."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def wants_fragment(request) -> bool:
    """True for an htmx request that swaps a part of a page.

    Not for boosted navigation nor for a history restore, which need the whole page although
    they carry the same HX-Request header.
    """
    return bool(
        request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    )


def render_page(request, template, context, *, fragment, status=200):
    """`template`, or its partial named `fragment` where htmx asked for a part."""
    name = f"{template}#{fragment}" if wants_fragment(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
