"""Previews: a consultation as people would meet it at some moment. Nothing is saved.

The public pages are shown by their own views. The request carries the preview, which takes the
place of what the views would read from the database: the consultation, as if it was live, a draft
as if it was published, what is open, and for the last steps an example of a response.
"""

import datetime as dt
from functools import cached_property

from django.conf import settings

from consultation.models import Comment, Consultation, Response
from consultation.responding.participation import OpenConsultation, Participation
from strategy.models import Edition
from strategy.reading.outline import Outline, published_outline
from strategy.reading.published_texts import Place, PublishedTexts
from themes.publishing.outline import compile_outline
from themes.publishing.preview import ticket_for

EXAMPLE = "An example of a comment. In the preview nothing is kept."


class ConsultationPreview:
    """`consultation` is changed, and must not be saved. `now` is the moment of the officer."""

    def __init__(self, consultation: Consultation, *, base: str, at: dt.datetime, now: dt.datetime):
        self.consultation, self.base, self.at = consultation, base, at
        self.is_live = consultation.is_live
        self.is_draft = not consultation.edition.is_agreed
        self.text_base = ""  # below which a text is read that is not public yet
        edition = consultation.edition
        if not edition.is_published(at=now):
            self.text_base = f"/preview/{ticket_for(edition, at=at)}/"
        consultation.went_live_at = consultation.went_live_at or at
        openings = (window.opens_at for window in consultation.windows.all())
        edition.published_at = edition.published_at or min([at, *openings])

    @cached_property
    def window(self):
        """The window for everyone that is open, or None."""
        if not self.consultation.edition.is_published(at=self.at):
            return None
        return self.consultation.window_for_everyone(begun_at=self.at, at=self.at)

    @cached_property
    def example(self) -> Response | None:
        """A response as it is before it is sent; None if nobody can send one."""
        if self.window is None:
            return None
        response = Response(
            pk=0,
            consultation=self.consultation,
            window=self.window,
            begun_at=self.at,
            respondent_kind=Response.Kind.RESIDENT,
            publication=Response.Publication.WITHOUT_NAME,
        )
        comment = Comment(pk=0, response=response, text=EXAMPLE, written_at=self.at)
        response._prefetched_objects_cache = {"comments": [comment], "answers": []}
        return response

    def response_at(self, step: str) -> Response | None:
        """People come to the last two steps with a response, and to the others without."""
        return self.example if step in {"about_you", "check"} else None

    def with_own_addresses(self, text: str) -> str:
        """Addresses of the consultation, and of a text that is not public, lead to previews."""
        text = text.replace(f"/consultations/{self.consultation.slug}/", self.base)
        if self.text_base:
            text = text.replace(f"/editions/{self.consultation.edition.slug}/", self.text_base)
        return text


def put_in_preview(request, preview: ConsultationPreview, step: str):
    """What the views read from now on. The officer's own responses are left out."""
    request.at = preview.at
    request.consultation_preview = preview
    request.example = preview.response_at(step)
    request.published_texts = PreviewedTexts(preview)
    request.participation = PreviewedParticipation(request)
    prefix = settings.RESPONSE_COOKIE_PREFIX
    request.COOKIES = {
        name: token for name, token in request.COOKIES.items() if not name.startswith(prefix)
    }


class PreviewedTexts(PublishedTexts):
    """The texts of that moment. One that is not public yet is read in its own preview."""

    def __init__(self, preview):
        super().__init__(at=preview.at)
        self._edition, self._base = preview.consultation.edition, preview.text_base

    def _is_not_public(self, edition: Edition | None):
        return bool(self._base) and edition == self._edition

    def current_of(self, strategy_id):
        current = super().current_of(strategy_id)
        if strategy_id != self._edition.strategy_id or not self._base:
            return current
        stays = current and current.is_in_force and not self._edition.is_in_force
        return current if stays else self._edition

    def place_of(self, edition):
        return (
            Place(edition, self._base)
            if self._is_not_public(edition)
            else super().place_of(edition)
        )

    def outline_of(self, edition):
        if not self._is_not_public(edition):
            return super().outline_of(edition)
        if edition.parts.exists():
            return published_outline(edition, base=self._base)
        return Outline(edition, compile_outline(edition), base=self._base)


class PreviewedParticipation(Participation):
    """Everyone can take part in this consultation alone, and has written nothing."""

    @cached_property
    def open(self):
        window = self.request.consultation_preview.window
        if window is None or not window.is_open(at=self.request.at):
            return []
        return [OpenConsultation(window, response=None, participation=self)]
