import logging
import sys

from django.apps import AppConfig
from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator


class PortalConfig(AppConfig):
    name = "sdp_portal"
    verbose_name = "Portal"

    def ready(self):
        from sdp_portal import checks, logs  # noqa: F401 registers the system checks
        from sdp_portal.forms import NO_NULL

        ProhibitNullCharactersValidator.message = NO_NULL  # for every form, also Django's own

        if not settings.DEBUG:
            sys.excepthook = logs.exception_hook
            logging.raiseExceptions = False  # an error in logging would quote the message
