from django.utils.functional import SimpleLazyObject

from strategy.models import Edition


def current_edition(request):
    """The edition in force; on a preview's pages the draft, as if it were published."""
    previewed = getattr(request, "previewed", None)
    return {
        "previewed": previewed,
        "current": previewed.edition
        if previewed
        else SimpleLazyObject(lambda: Edition.objects.current(at=request.at)),
    }
