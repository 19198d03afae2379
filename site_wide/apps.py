from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class SiteWideConfig(AppConfig):
    name = "site_wide"
    verbose_name = "Whole portal"

    def ready(self):
        from site_wide.officer_groups import apply_rights

        # The signal comes once for each app. By the time it comes for accounts, Django has made
        # the permissions of our apps, which stand before it in INSTALLED_APPS.
        post_migrate.connect(apply_rights, sender=apps.get_app_config("auth"))
