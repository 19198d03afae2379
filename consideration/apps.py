from django.apps import AppConfig

from sdp_portal import slots


class ConsiderationConfig(AppConfig):
    name = "consideration"
    verbose_name = "Consideration"

    def ready(self):
        from consideration.reviewing.withholding import withhold_again, withhold_imported_again

        slots.ENTRY_CORRECTED.fill(withhold_again)
        slots.IMPORTED.fill(withhold_imported_again)
