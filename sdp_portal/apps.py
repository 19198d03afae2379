from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sdp_portal"
    verbose_name = "Portal"

    def ready(self):
        from sdp_portal import checks  # noqa: F401 registers the system checks
