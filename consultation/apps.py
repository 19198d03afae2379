from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultation"

    def ready(self):
        from consultation import resealing  # noqa: F401 registers what it seals anew
        from consultation.publishing import slots as fillings
        from sdp_portal import slots

        slots.CONSULTATION_PAGE.fill(fillings.on_consultation_page)
        slots.COMMENTS_OF_RESPONSE.fill(fillings.beside_comments)
