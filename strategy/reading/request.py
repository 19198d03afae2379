"""The text that a request is about. The request remembers it, so that each page asks once."""

from collections.abc import Callable
from functools import wraps

from sdp_portal.pages.public import is_public
from strategy.models import Strategy
from strategy.reading.outline import Outline
from strategy.reading.published_texts import Place, PublishedTexts


def published_texts(request) -> PublishedTexts:
    """The texts published at the request's moment."""
    if not hasattr(request, "published_texts"):
        request.published_texts = PublishedTexts(at=request.at)
    return request.published_texts


def page_of_text(view: Callable):
    """Pass the view the outline of the text that its address names, or of a previewed draft."""

    @wraps(view)
    def wrapper(request, edition_slug=None, strategy_slug=None, **kwargs):
        outline = requested_outline(request, edition_slug=edition_slug, strategy_slug=strategy_slug)
        return view(request, outline, **kwargs)

    return wrapper


def requested_outline(request, **slug) -> Outline:
    """As `PublishedTexts.outline_at`; on the pages of a preview that of the draft."""
    if previewed := getattr(request, "previewed", None):
        outline = previewed.outline
    else:
        outline = published_texts(request).outline_at(**slug)
    request.shown = Place(outline.edition, outline.base)
    return outline


def shown(request) -> Place:
    """The text that the page belongs to, which gives it its title, navigation and search.

    That is the text in front, unless the view asked for another one.
    """
    if not hasattr(request, "shown"):
        request.shown = published_texts(request).place_in_front
    return request.shown


def canonical_address(request) -> str:
    """The one address under which search engines should know a public page; else empty.

    A text that is read at several addresses is known by the shortest. An earlier edition has other
    words than the current one, so its pages name themselves.
    """
    match = request.resolver_match
    if not match or not is_public(match.func):
        return ""
    place, path = shown(request), request.path
    if place.edition and path.startswith(place.base):
        base = published_texts(request).place_of(place.edition).base
        path = base + path.removeprefix(place.base)
    return request.build_absolute_uri(path)


def belongs_to(request, strategy: Strategy):
    """The page is about this strategy, such as the page of a consultation on it."""
    texts = published_texts(request)
    if edition := texts.current_of(strategy.pk):
        request.shown = texts.place_of(edition)
