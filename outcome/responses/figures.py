"""The figures of a release, as its charts and tables show them. All are frozen with it."""

from dataclasses import dataclass

from consultation.export.counts import Tally
from consultation.models import Answer, Question, Response, Window
from outcome.models import Release


@dataclass(frozen=True)
class Share:
    """A stretch of a bar: `number` of `total`, drawn from `start` on."""

    choice: str
    label: str
    number: int
    start: int
    total: int

    @property
    def percent(self) -> str:
        """Rounded; what is there is never told as none of it."""
        share = 100 * self.number / self.total if self.total else 0
        return "under 1%" if 0 < share < 1 else f"{share:.0f}%"


@dataclass(frozen=True)
class Agreement:
    """How far people agree, on one question: a share for every choice, in the order of the form."""

    question: Question
    shares: list[Share]

    @property
    def total(self):
        return sum(share.number for share in self.shares)

    @property
    def agree(self):
        return self._sum(Answer.Choice.STRONGLY_AGREE, Answer.Choice.AGREE)

    @property
    def disagree(self):
        return self._sum(Answer.Choice.STRONGLY_DISAGREE, Answer.Choice.DISAGREE)

    def _sum(self, *choices):
        number = sum(share.number for share in self.shares if share.choice in choices)
        return Share("", "", number, 0, self.total)


def agreement(release: Release) -> list[Agreement]:
    """For each question that somebody answered, in the order in which they were asked."""
    figures = release.agreement_figures.select_related("question__part")
    by_question = {}
    for figure in figures:
        by_question.setdefault(figure.question, {})[figure.choice] = figure.number
    agreements = []
    for question in sorted(by_question, key=lambda question: (question.position, question.pk)):
        numbers = by_question[question]
        total, start, shares = sum(numbers.values()), 0, []
        for choice in Answer.Choice:
            number = numbers.get(choice, 0)
            shares.append(Share(choice.value, choice.label, number, start, total))
            start += number
        agreements.append(Agreement(question, shares))
    return agreements


class Received:
    """How many responses came, by channel and by window: the same tables as `Counts` gives."""

    def __init__(self, release: Release, windows: list[Window]):
        self.release = release
        self.windows = windows
        self.figures = list(release.received_figures.all())

    def by_channel(self) -> list[tuple[Response.Channel, Tally]]:
        """The channels by which something came."""
        table = [(channel, self._tally(channel=channel)) for channel in Response.Channel]
        return [(channel, tally) for channel, tally in table if tally.responses]

    def by_window(self) -> list[tuple[Window, Tally]]:
        return [(window, self._tally(window_id=window.pk)) for window in self.windows]

    def _tally(self, **of):
        [(name, value)] = of.items()
        return Tally(responses=sum(f.number for f in self.figures if getattr(f, name) == value))
