"""What the visitor can take part in. Worked out once per request, and only when needed."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from consultation.models import Consultation, Question, Response, Window
from consultation.models.decision import with_decision
from consultation.models.standing import with_releases, with_standing
from consultation.responding.answers import with_answers
from consultation.responding.draft import begun_here
from strategy.models import Part
from strategy.reading.outline import Outline
from strategy.reading.request import published_texts, shown


class OpenConsultation:
    """A consultation that this visitor can respond to now. `response` is their unsent one, or None.

    `window` is the window for everyone, or that of `response` if they respond by invitation.
    """

    def __init__(self, window: Window, *, response: Response | None, participation):
        self.window = window
        self.consultation: Consultation = window.consultation
        self.response = response
        self.participation = participation
        self.at: dt.datetime = participation.request.at

    @property
    def is_invited(self):
        return not self.window.is_for_everyone

    @property
    def edition(self):
        return self.consultation.edition

    @property
    def is_in_grace(self):
        return self.window.is_late(at=self.at)

    @property
    def days_left(self):
        return self.window.days_left(at=self.at)

    @property
    def hours_left(self):
        return self.window.hours_left(at=self.at)

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
    def questions_url(self):
        return reverse("consultation:questions", args=[self.consultation.slug])

    @cached_property
    def questions(self):
        """The agreement questions, each with the `answer` of `response`."""
        asked = self.participation.questions
        own = [each for each in asked if each.consultation_id == self.consultation.pk]
        return with_answers(own, self.response)

    @cached_property
    def _outline(self) -> Outline:
        return published_texts(self.participation.request).outline_of(self.edition)

    def beside(self, part: Part) -> "BesidePart":
        """What can be said about `part`, of any edition of the strategy that is consulted on."""
        if part.edition_id == self.edition.pk:
            about, query = part, {"about": part.key}
        else:
            found = (self._outline.find(key) for key in [part.key, *part.came_from])
            about = next(filter(None, found), None)
            query = {"about": about.key if about else part.key, "read": part.edition.slug}
        encoded = urlencode(query, safe="/")
        comment_url = reverse("consultation:comment", args=[self.consultation.slug])
        return BesidePart(
            questions=[each for each in self.questions if about and each.part_id == about.pk],
            questions_url=f"{self.questions_url}?{encoded}",
            comment_url=f"{comment_url}?{encoded}",
        )


@dataclass(frozen=True)
class BesidePart:
    """The questions about a part, and the addresses of the forms about it.

    If the part is of another edition than the one consulted on, the addresses name that edition, so
    that the form can say how the words differ.
    """

    questions: list[Question]
    questions_url: str
    comment_url: str


class Participation:
    def __init__(self, request):
        self.request = request

    @cached_property
    def open(self) -> list[OpenConsultation]:
        """All that this visitor can respond to, the one that closes first in front."""
        at, unsent = self.request.at, self._unsent
        windows = {
            window.consultation_id: window
            for window in Window.objects.open(at=at).for_everyone().for_residents(at=at)
        }
        windows |= {
            response.consultation_id: response.window
            for response in unsent.values()
            if _is_by_open_invitation(response, at=at)
        }
        return [
            OpenConsultation(window, response=unsent.get(consultation), participation=self)
            for consultation, window in sorted(windows.items(), key=lambda each: each[1].closes_at)
        ]

    @cached_property
    def _unsent(self) -> dict[int, Response]:
        """The visitor's unsent response to each consultation, by its key."""
        unsent = {}
        for response in begun_here(self.request):  # the first of a consultation is the one
            unsent.setdefault(response.consultation_id, response)
        return unsent

    @cached_property
    def on_this_strategy(self) -> list[OpenConsultation]:
        """Those on the strategy that the page belongs to."""
        edition = shown(self.request).edition
        strategy = edition and edition.strategy_id
        return [each for each in self.open if each.edition.strategy_id == strategy]

    @property
    def _in_grace(self) -> list[OpenConsultation]:
        """What closed before the visitor had sent what they had begun, and still takes it."""
        at, edition = self.request.at, shown(self.request).edition
        return [
            OpenConsultation(response.window, response=response, participation=self)
            for response in self._unsent.values()
            if response.window.is_late(at=at)
            and response.can_be_sent(at=at)
            and response.consultation.is_live
            and response.consultation.edition.is_published(at=at)
            and edition is not None
            and response.consultation.edition.strategy_id == edition.strategy_id
        ]

    @cached_property
    def here(self) -> OpenConsultation | None:
        """The consultation of the page; on pages of a text the one that its comments go to.

        That is a consultation on the edition shown, before one on another edition of the strategy,
        of which the newest comes first. Nobody comments on a preview.
        """
        if asked := getattr(self.request, "consultation", None):
            return next((each for each in self.open if each.consultation == asked), None)
        if getattr(self.request, "previewed", None):
            return None
        edition = shown(self.request).edition
        newest_first = sorted(
            self.on_this_strategy, key=lambda each: each.edition.published_at, reverse=True
        )
        newest_first.sort(key=lambda each: each.edition != edition)
        return next(iter(newest_first), None)

    @property
    def begun(self) -> list[OpenConsultation]:
        """Those on this strategy to which the visitor has begun a response that they can send."""
        return [each for each in self.on_this_strategy if each.response] + self._in_grace

    @cached_property
    def being_considered(self) -> list[Consultation]:
        """Those held on this strategy that have closed, each with its standing and `release`, until
        what was decided is public. Pages about a consultation say it themselves."""
        at, edition = self.request.at, shown(self.request).edition
        match = self.request.resolver_match
        if edition is None or match is None or match.app_name in {"consultation", "outcome"}:
            return []
        live = Consultation.objects.live().filter(edition__strategy=edition.strategy_id)
        waiting = with_decision(live, at=at).filter(is_decided=False).with_windows()
        standing = [with_standing(each, at=at) for each in waiting]
        return with_releases([each for each in standing if each.was_held], at=at)

    @property
    def way_in(self) -> str:
        """Where “Have your say” in the menu leads: to the box, if one consultation is open.

        On its own pages the address keeps the group by whose link somebody came.
        """
        if len(self.open) != 1:
            return ""
        [each], via = self.open, getattr(self.request, "via", None)
        is_of_its_group = via is not None and via.consultation_id == each.consultation.pk
        return f"{each.respond_url}?via={via.slug}" if is_of_its_group else each.respond_url

    @property
    def has_several(self) -> bool:
        return len(self.open) > 1

    @cached_property
    def questions(self) -> list[Question]:
        """The agreement questions of all open consultations, so that a page asks once for them."""
        asked = Question.objects.filter(
            consultation__in=[each.consultation.pk for each in self.open]
        )
        return list(asked.in_order()) if self.open else []


def _is_by_open_invitation(response, *, at):
    return (
        response.invitation is not None
        and response.consultation.is_live
        and response.consultation.edition.is_published(at=at)
        and response.window.is_open(at=at)
        and response.can_be_sent(at=at)
    )
