from django.utils.functional import SimpleLazyObject

from strategy.outline import current_edition as edition_in_force


def current_edition(request):
    """The edition in force; on a preview's pages the draft, as if it were published."""
    previewed = getattr(request, "previewed", None)
    return {
        "previewed": previewed,
        "current": previewed.edition
        if previewed
        else SimpleLazyObject(lambda: edition_in_force(request)),
    }
