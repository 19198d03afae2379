from django.utils.functional import SimpleLazyObject

from strategy.models import Edition


def current_edition(request):
    return {"current": SimpleLazyObject(lambda: Edition.objects.current(at=request.at))}
