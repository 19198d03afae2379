from django.utils.functional import SimpleLazyObject

from strategy.reading.outline import current_edition as edition_in_force


def current_edition(request):
    """The edition in force, or on the pages of a preview the draft."""
    previewed = getattr(request, "previewed", None)
    return {
        "previewed": previewed,
        "current": previewed.edition
        if previewed
        else SimpleLazyObject(lambda: edition_in_force(request)),
    }
