from django.apps import AppConfig


class ConsultationConfig(AppConfig):
    name = "consultation"
    verbose_name = "Consultation"

    def ready(self):
        # They say how what this app keeps sealed is sealed anew.
        import consultation.equality.resealing
        import consultation.models.resealing  # noqa: F401
