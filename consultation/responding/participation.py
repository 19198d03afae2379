"""What the visitor can take part in. Worked out once per request, and only when needed."""

from django.urls import reverse
from django.utils.functional import cached_property

from consultation.models import Window
from consultation.responding.answers import with_answers
from consultation.responding.draft import begun_here


class Participation:
    def __init__(self, request):
        self.request = request
        self.at = request.at

    @cached_property
    def invited(self):
        """This browser's unsent response to an invitation, while its window is open."""
        return next(
            (
                response
                for response in self._begun_here
                if response.invitation
                and response.consultation.is_live
                and response.window.is_open(at=self.at)
                and response.can_be_sent(at=self.at)
            ),
            None,
        )

    @cached_property
    def window(self):
        """The window of `invited`; otherwise the open window for everyone that closes first."""
        if self.invited:
            return self.invited.window
        return (
            Window.objects.open(at=self.at)
            .for_everyone()
            .of_live_consultations()
            .select_related("consultation")
            .order_by("closes_at")
            .first()
        )

    @property
    def consultation(self):
        return (
            self.invited.consultation if self.invited else self.window and self.window.consultation
        )

    @cached_property
    def response(self):
        """This browser's unsent response to `consultation`."""
        here = [r for r in self._begun_here if r.consultation == self.consultation]
        return here[0] if here else None

    @cached_property
    def _begun_here(self):
        return begun_here(self.request)

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

    @cached_property
    def questions(self):
        """The agreement questions of `consultation`, each with the `answer` of `response`."""
        if not self.consultation:
            return []
        return with_answers(self.consultation.questions.in_order(), self.response)

    @property
    def questions_url(self):
        return reverse("consultation:questions", args=[self.consultation.slug])

    @property
    def comment_url(self):
        return reverse("consultation:comment", args=[self.consultation.slug])
