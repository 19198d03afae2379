"""No small number can be worked out from what is shown, even by somebody who knows the rule."""

import itertools
from collections import defaultdict

import pytest

from consultation.equality.disclosure import SMALLEST_SHOWN, Shown, protect

HIDDEN = None


@pytest.mark.parametrize(
    ("numbers", "cells", "total"),
    [
        ([5, 6, 7], (5, 6, 7), 18),
        ([4, 6, 7], (HIDDEN, HIDDEN, 7), 17),
        ([0, 20, 30], (HIDDEN, HIDDEN, 30), 50),
        ([1, 2, 30, 40], (HIDDEN, HIDDEN, HIDDEN, 40), 73),
        ([3, 8, 8, 9], (HIDDEN, HIDDEN, HIDDEN, 9), 28),
        ([4, 4, 4], (HIDDEN,) * 3, None),
        ([1, 60], (HIDDEN,) * 2, None),
        ([0, 0, 0], (HIDDEN,) * 3, None),
        ([4], (HIDDEN,), None),
        ([5], (5,), 5),
        ([], (), 0),
    ],
)
def test_small_numbers_are_hidden_with_the_smallest_above_them(numbers, cells, total):
    assert protect(numbers) == Shown(cells, total)


def test_what_is_withheld_has_no_total():
    assert protect([1, 60]).is_withheld
    assert not protect([5, 6]).is_withheld


def every_table(cells: int, *, people: int):
    """Every table with so many cells and at most so many people: for any total up to that, all
    tables that have it."""
    for numbers in itertools.product(range(people + 1), repeat=cells):
        if sum(numbers) <= people:
            yield numbers


@pytest.mark.parametrize(("cells", "people"), [(1, 30), (2, 40), (3, 32), (4, 24), (5, 17)])
def test_for_every_hidden_cell_at_least_two_numbers_are_possible(cells, people):
    """The attacker knows the rule: possible are all tables that would look as the shown one does.
    For the withheld ones, of which nothing is shown, that is so within the tables tried here."""
    looks = defaultdict(list)
    for table in every_table(cells, people=people):
        looks[protect(table)].append(table)

    for shown, possible in looks.items():
        for place, cell in enumerate(shown.cells):
            values = {table[place] for table in possible}
            if cell is HIDDEN:
                assert len(values) >= 2, (shown, possible)
                if cells > 1:
                    assert min(values) < SMALLEST_SHOWN <= max(values), (shown, possible)
            else:
                assert values == {cell}
                assert cell >= SMALLEST_SHOWN


@pytest.mark.parametrize(("cells", "people"), [(3, 32), (4, 24)])
def test_a_rule_that_hides_only_small_cells_would_be_seen_through(cells, people):
    """That the test above can fail: the usual first idea does not pass it."""

    def hide_only_small(table):
        return tuple(n if n >= SMALLEST_SHOWN else HIDDEN for n in table), sum(table)

    looks = defaultdict(list)
    for table in every_table(cells, people=people):
        looks[hide_only_small(table)].append(table)

    assert any(
        cell is HIDDEN and len({table[place] for table in possible}) == 1
        for (shown, _), possible in looks.items()
        for place, cell in enumerate(shown)
    )
