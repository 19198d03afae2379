from django.apps import AppConfig

from sdp_portal import slots


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultation"

    def ready(self):
        # They say how what this app keeps sealed is sealed anew.
        import consultation.equality.resealing
        import consultation.models.resealing  # noqa: F401
        from consultation.setup.text_to_read import touched_by_publication, uses_of_edition
        from consultation.views.on_home import on_home_page

        slots.HOME.fill(on_home_page)
        slots.PUBLICATION.fill(touched_by_publication)
        slots.USES_OF_EDITION.fill(uses_of_edition)
