"""The figures of a release for its charts and tables. They are frozen with the release."""

from dataclasses import dataclass

from consultation.export.counts import Tally
from consultation.models import Answer, Question, Response, Window
from outcome.models import Release


@dataclass(frozen=True)
class Share:
    """One segment of a bar: `number` of `total`, drawn from `start`."""

    choice: str
    label: str
    number: int
    start: int
    total: int

    @property
    def percent(self) -> str:
        """Rounded, but a share above zero is never shown as 0%."""
        share = 100 * self.number / self.total if self.total else 0
        return "under 1%" if 0 < share < 1 else f"{share:.0f}%"


@dataclass(frozen=True)
class Agreement:
    """How far people agree on one question: a share for each choice, in the form's order."""

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
    """The agreement on each question that has answers, in the order of the form."""
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
    """The number of responses by channel and by window, in the same tables as `Counts`."""

    def __init__(self, release: Release, windows: list[Window]):
        self.release = release
        self.windows = windows
        self.figures = list(release.received_figures.all())

    def by_channel(self) -> list[tuple[Response.Channel, Tally]]:
        """The channels that have responses."""
        table = [(channel, self._tally(channel=channel)) for channel in Response.Channel]
        return [(channel, tally) for channel, tally in table if tally.responses]

    def by_window(self) -> list[tuple[Window, Tally]]:
        return [(window, self._tally(window_id=window.pk)) for window in self.windows]

    def _tally(self, **of):
        [(name, value)] = of.items()
        return Tally(responses=sum(f.number for f in self.figures if getattr(f, name) == value))
