"""Where an address leads that was public once, when the text there no longer has such a page."""

from django.http import Http404, HttpResponseRedirect

from strategy.history.lineage import continuation
from strategy.models import Part
from strategy.reading.outline import Outline
from strategy.reading.published_texts import PublishedTexts
from strategy.reading.request import published_texts


def lead_on(request, outline: Outline) -> HttpResponseRedirect:
    """Lead to the newest text that has the part of this address. Raises Http404 if none ever had.

    The redirect is temporary: a later edition may have the part again, and a browser would keep a
    permanent one. An edition's own pages never change, so they lead nowhere.
    """
    address = request.path.removeprefix(outline.base)
    url = None
    if outline.base == "/" or outline.base.startswith("/strategies/"):
        url = _newest_place(address, outline.edition.strategy, published_texts(request))
    if url is None:
        raise Http404("This text has no such part.")
    return HttpResponseRedirect(url)


def _newest_place(address, strategy, texts: PublishedTexts):
    """Current editions come before earlier ones, and each time this strategy before others."""
    had_it = Part.objects.filter(address=address, edition__published_at__lte=texts.at)
    newest = {}  # by strategy
    for part in had_it.select_related("edition").order_by("-edition__published_at", "-edition"):
        newest.setdefault(part.edition.strategy_id, part)
    parts = sorted(newest.values(), key=lambda part: part.edition.strategy_id != strategy.pk)
    for part in parts:
        current = texts.current_of(part.edition.strategy_id)
        if found := continuation(part, texts.outline_of(current)):
            return found.url
    return f"/editions/{parts[0].edition.slug}/{address}" if parts else None
