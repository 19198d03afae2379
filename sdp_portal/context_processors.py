from django.conf import settings


def portal(request):
    return {
        "portal_name": settings.PORTAL_NAME,
        "demonstration_clock": request.at if settings.PORTAL_CLOCK else None,
    }
