"""Shows numbers of people so that nobody can work out a small one.

Cells under five are hidden, zero included. That alone is not enough. The total less the visible
cells gives the sum of the hidden ones, and the rule itself says more: if two hidden cells add up to
eight, and only cells under five are hidden, both must be four. So we also hide the cells with
the smallest number from five up, and mark all hidden cells alike.

Why that is enough: the rule depends only on the numbers, never on which cell has which. If hidden
numbers change places, the table looks the same. They always include one under five and one of five
or more. So each hidden cell has at least two possible numbers, and nobody can tell if it is small.
If no number would be visible, we show nothing, not even the total.

This protects one list of numbers with its total, at one moment. Two tables about the same people,
or one table before and after one more person, can reveal more together. So we make tables only when
the numbers can no longer change, and never cross two questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class Shown:
    """The numbers that may be shown; None is hidden. Without a total the table is withheld."""

    cells: tuple[int | None, ...]
    total: int | None

    @property
    def is_withheld(self):
        return self.total is None


def protect(numbers: Sequence[int]) -> Shown:
    """The part of `numbers` that may be shown; each person is counted in exactly one of them."""
    if not any(number < SMALLEST_SHOWN for number in numbers):
        return Shown(tuple(numbers), sum(numbers))
    highest_hidden = min((n for n in numbers if n >= SMALLEST_SHOWN), default=SMALLEST_SHOWN)
    cells = tuple(number if number > highest_hidden else None for number in numbers)
    if all(cell is None for cell in cells):
        return Shown(cells, None)
    return Shown(cells, sum(numbers))
