from django.apps import AppConfig

from sdp_portal import slots


class OutcomeConfig(AppConfig):
    name = "outcome"
    verbose_name = "Outcome"

    def ready(self):
        from outcome.responses import fillings

        slots.RELEASE.fill(fillings.newest_release)
        slots.PART_PAGE.fill(fillings.said_about)
        slots.CONSULTATION_PAGE.fill(fillings.on_consultation_page)
        slots.COMMENTS_OF_RESPONSE.fill(fillings.beside_comments)
        slots.RESPONSES_TO_MEND.fill(fillings.among_responses)
