"""How many responses came, counted once each, in tables that add up to the same total.

Everything is summed from the same cells, one for each window, channel and group's link, which the
database keeps (`models/running_count.py`). What does not count (withdrawn responses, earlier
versions) is little, and is counted as it is asked for.
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
    """`headcount`: how many people were at the meetings among the responses."""

    responses: int = 0
    comments: int = 0
    answers: int = 0
    late: int = 0
    headcount: int = 0
    samples: int = 0

    def __add__(self, other):
        return Tally(*(getattr(self, name) + getattr(other, name) for name in ADDED))


class Counts:
    """Of one consultation. Six queries at most, however many windows and groups there are."""

    def __init__(self, consultation: Consultation):
        self.consultation = consultation
        self.windows = {window.pk: window for window in consultation.windows.all()}
        self.groups = {group.pk: group for group in consultation.circulation.all()}

    @cached_property
    def cells(self) -> dict[tuple, Tally]:
        """By window, channel and group (their keys; None for no group's link)."""
        return {
            tuple(row[name] for name in CELL): Tally(*(row[f"number_of_{name}"] for name in ADDED))
            for row in RunningCount.objects.of(self.consultation).summed_by(*CELL)
        }

    # Tables: each a list of (what, Tally)

    def by_window(self) -> list[tuple[Window, Tally]]:
        """Every window, in order, also one without responses."""
        return self._table(self.windows.items(), lambda window, channel, group: window)

    def by_channel(self) -> list[tuple[Response.Channel, Tally]]:
        """The channels by which something came, most frequent ones as the form names them."""
        channels = [(channel.value, channel) for channel in Response.Channel]
        table = self._table(channels, lambda window, channel, group: channel)
        return [(channel, tally) for channel, tally in table if tally.responses]

    def by_group(self) -> list[tuple[CirculationGroup | None, Tally]]:
        """Every group, then what came by no group's link."""
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
        """Of the export."""
        return self.total.comments + self.total.answers

    # What stands beside them

    @cached_property
    def withdrawn(self) -> int:
        return self.consultation.responses.withdrawn().count()

    @cached_property
    def replaced(self) -> int:
        """Versions that were sent and then replaced by a later one."""
        return self.consultation.responses.later_versions().count()

    @cached_property
    def waiting(self) -> int:
        """Counted responses that an officer has yet to review."""
        return self.consultation.responses.waiting_for_review().count()
