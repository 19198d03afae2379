from django.apps import AppConfig


class ConsiderationConfig(AppConfig):
    name = "consideration"
    verbose_name = "Consideration"
