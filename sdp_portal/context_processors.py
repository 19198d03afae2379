from django.conf import settings
from django.utils.functional import SimpleLazyObject

from sdp_portal import partnership


def portal(request):
    return {
        "partnership": SimpleLazyObject(partnership.current),
        "demonstration_clock": request.at if settings.PORTAL_CLOCK else None,
    }
