"""Mistakes in the configuration, found when the portal starts."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def no_demonstration_clock_in_production(app_configs, **kwargs):
    if settings.PORTAL_CLOCK and not settings.DEBUG:
        return [
            Error(
                "PORTAL_CLOCK is set while DEBUG is off: a false time would decide deadlines.",
                hint="Unset PORTAL_CLOCK.",
                id="sdp_portal.E001",
            )
        ]
    return []
