from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from sdp_portal.slots import GOING_LIVE, WAYS_TO_FOLLOW


class SiteWideConfig(AppConfig):
    name = "site_wide"
    verbose_name = "Whole portal"

    def ready(self):
        from site_wide.alerts import alerts_of
        from site_wide.fillings import ways_to_follow
        from site_wide.officer_groups import apply_rights

        WAYS_TO_FOLLOW.fill(ways_to_follow)
        GOING_LIVE.fill(alerts_of)

        # The signal is sent once for each app. When it is sent for `auth`, Django has created the
        # permissions of our apps, because they come before `auth` in INSTALLED_APPS.
        post_migrate.connect(apply_rights, sender=apps.get_app_config("auth"))
