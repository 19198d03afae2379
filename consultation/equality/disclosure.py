"""Numbers of people, shown so that no small one can be worked out.

A cell under five is hidden, none at all included. That alone is not enough: what is hidden comes
out of the total and the cells that are shown, and whoever knows the rule knows more still (two
hidden cells that come to eight must both be four, if only cells under five are ever hidden). So
with the small cells those that have the smallest number above them are hidden too, all under the
same mark.

Why that is enough: the rule looks only at how large the numbers are, never at which cell has which.
If the hidden numbers change places, the table looks the same. Among them is always one under five
and one of five or more, so for every hidden cell at least two numbers are possible, and whether
it is small at all stays open. Where no number would be left to show, nothing is shown, the total
included.

This holds for one list of numbers with its total, at one moment. Two tables over the same people,
or the same table before and after one more person, can tell what neither tells alone: so tables
are made only once the numbers can no longer change, and never crossed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Shown:
    """What may be shown of a table; None for what is hidden. Without a total it is withheld."""

    cells: tuple[int | None, ...]
    total: int | None

    @property
    def is_withheld(self):
        return self.total is None


def protect(numbers: Sequence[int]) -> Shown:
    """What may be shown of the `numbers` of people, each counted in exactly one of them."""
    if not any(number < SMALLEST_SHOWN for number in numbers):
        return Shown(tuple(numbers), sum(numbers))
    highest_hidden = min((n for n in numbers if n >= SMALLEST_SHOWN), default=SMALLEST_SHOWN)
    cells = tuple(number if number > highest_hidden else None for number in numbers)
    if all(cell is None for cell in cells):
        return Shown(cells, None)
    return Shown(cells, sum(numbers))
