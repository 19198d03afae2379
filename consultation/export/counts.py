"""Counts of responses, in tables that add up to the same total.

All sums come from the same cells, one for each window, channel and group's link. The database keeps
them up to date (`models/running_count.py`). Withdrawn responses, mistakes of officers and earlier
versions do not count; they are few, so a query counts them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from consultation.models import (
    CirculationGroup,
    Consultation,
    Response,
    RunningCount,
    Window,
)
from consultation.models.running_count import ADDED, CELL


@dataclass(frozen=True)
class Tally:
    """`headcount` is the number of people at meetings."""

    responses: int = 0
    comments: int = 0
    answers: int = 0
    late: int = 0
    headcount: int = 0
    samples: int = 0

    def __add__(self, other):
        return Tally(*(getattr(self, name) + getattr(other, name) for name in ADDED))


class Counts:
    """The counts of one consultation: at most six queries for any number of windows."""

    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.windows = {window.pk: window for window in consultation.windows.all()}
        self.groups = {group.pk: group for group in consultation.circulation.all()}

    @cached_property
    def cells(self) -> dict[tuple, Tally]:
        """Keys are (window, channel, group); the group is None without a group's link."""
        return {
            tuple(row[name] for name in CELL): Tally(*(row[f"number_of_{name}"] for name in ADDED))
            for row in RunningCount.objects.of(self.consultation).summed_by(*CELL)
        }

    # Tables: lists of (row, Tally)

    def by_window(self) -> list[tuple[Window, Tally]]:
        """Every window in order, even without responses."""
        return self._table(self.windows.items(), lambda window, channel, group: window)

    def by_channel(self) -> list[tuple[Response.Channel, Tally]]:
        """The channels that have responses, in the form's order."""
        channels = [(channel.value, channel) for channel in Response.Channel]
        table = self._table(channels, lambda window, channel, group: channel)
        return [(channel, tally) for channel, tally in table if tally.responses]

    def by_group(self) -> list[tuple[CirculationGroup | None, Tally]]:
        """Every group, then the responses without a group's link."""
        groups = [*self.groups.items(), (None, None)]
        return self._table(groups, lambda window, channel, group: group)

    def by_channel_in(self, window: Window) -> list[tuple[Response.Channel, Tally]]:
        """The same channels as `by_channel`, within one window."""
        return self._table(
            [(channel.value, channel) for channel, _ in self.by_channel()],
            lambda of_window, channel, group: channel if of_window == window.pk else None,
        )

    def _table(self, rows, key: Callable) -> list[tuple]:
        sums = {}
        for cell, tally in self.cells.items():
            sums[key(*cell)] = sums.get(key(*cell), Tally()) + tally
        return [(what, sums.get(of, Tally())) for of, what in rows]

    @cached_property
    def total(self) -> Tally:
        return sum(self.cells.values(), Tally())

    @property
    def rows(self) -> int:
        """Rows of the export."""
        return self.total.comments + self.total.answers

    # Numbers shown beside the tables

    @cached_property
    def withdrawn(self) -> int:
        return self.consultation.responses.withdrawn().count()

    @cached_property
    def mistaken(self) -> int:
        """What officers entered by mistake."""
        return self.consultation.responses.mistaken().count()

    @cached_property
    def replaced(self) -> int:
        """Sent versions that a later version has replaced."""
        return self.consultation.responses.later_versions().count()

    @cached_property
    def waiting(self) -> int:
        """Counted responses that still wait for review."""
        return self.consultation.responses.waiting_for_review().count()
