from django.apps import AppConfig

from sdp_portal import slots


class ConsiderationConfig(AppConfig):
    name = "consideration"
    verbose_name = "Consideration"

    def ready(self):
        from consideration.reviewing.redacting import redact_again
        from consideration.reviewing.safeguarding import among_responses
        from consideration.reviewing.withholding import withhold_again, withhold_imported_again

        slots.RESPONSES_TO_MEND.fill(among_responses)
        slots.ENTRY_CORRECTED.fill(withhold_again)
        slots.ENTRY_CORRECTED.fill(redact_again)
        slots.IMPORTED.fill(withhold_imported_again)
