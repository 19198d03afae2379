from django.apps import AppConfig


class SiteWideConfig(AppConfig):
    name = "site_wide"
    verbose_name = "Whole portal"
