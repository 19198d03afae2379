"""What the reader of a page can take part in, worked out once for a request and only when asked."""

from django.urls import reverse
from django.utils.functional import cached_property

from consultation.gathering import unsent_response
from consultation.models import Window


class Participation:
    def __init__(self, request):
        self.request = request
        self.at = request.at

    @cached_property
    def window(self):
        """The window open for everyone; the one that closes first if there are several."""
        return (
            Window.objects.open(at=self.at)
            .for_everyone()
            .of_live_consultations()
            .select_related("consultation__edition")
            .order_by("closes_at")
            .first()
        )

    @property
    def consultation(self):
        return self.window and self.window.consultation

    @cached_property
    def response(self):
        return self.consultation and unsent_response(self.request, self.consultation)

    @property
    def edition_id(self):
        """The edition whose parts can be commented on now."""
        return self.consultation and self.consultation.edition_id

    @property
    def days_left(self):
        return self.window.days_left(at=self.at)

    @property
    def days_gone(self):
        return self.window.days_gone(at=self.at)

    @property
    def days_in_all(self):
        return self.window.days_in_all()

    @property
    def respond_url(self):
        return reverse("consultation:respond", args=[self.consultation.slug])

    @property
    def comment_url(self):
        return reverse("consultation:comment", args=[self.consultation.slug])
