from django.apps import AppConfig

from sdp_portal import slots


class OutcomeConfig(AppConfig):
    name = "outcome"
    verbose_name = "Outcome"

    def ready(self):
        from outcome.responses import fillings

        slots.RELEASES.fill(fillings.newest_releases)
        slots.PART_PAGE.fill(fillings.said_about)
        slots.CONSULTATION_PAGE.fill(fillings.on_consultation_page)
        slots.COMMENTS_OF_RESPONSE.fill(fillings.beside_comments)
        slots.RESPONSES_TO_MEND.fill(fillings.among_responses)
