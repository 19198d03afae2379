from django.utils.functional import SimpleLazyObject

from strategy.reading.request import canonical_address, published_texts
from strategy.reading.request import shown as place_shown


def shown(request):
    """The text that the page belongs to, and all texts that are published."""
    return {
        "previewed": getattr(request, "previewed", None),
        "shown": SimpleLazyObject(lambda: place_shown(request)),
        "canonical": SimpleLazyObject(lambda: canonical_address(request)),
        "texts": SimpleLazyObject(lambda: published_texts(request)),
    }
