"""Putting the parts of a draft into another order."""

import pytest

from tests.strategy import factories
from themes.drafting.ordering import MoveError, move, place
from themes.models import Goal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def draft(edition):
    return factories.draft(edition.strategy, goals=4, sections=3)


def goals(draft):
    return list(Goal.objects.filter(edition=draft))


def titles(draft):
    return [goal.title[-1] for goal in goals(draft)]


@pytest.mark.parametrize(
    ("index", "by", "order"),
    [(0, 1, "1023"), (3, -1, "0132"), (0, 2, "1203"), (0, 99, "1230"), (3, -99, "3012")],
)
def test_a_part_moves_by_so_many_places_and_stops_at_the_ends(draft, index, by, order):
    assert move(item=goals(draft)[index], by=by)

    assert titles(draft) == list(order)


@pytest.mark.parametrize(
    ("index", "where", "other", "order"),
    [
        (0, "before", 2, "1023"),
        (0, "after", 2, "1203"),
        (3, "before", 0, "3012"),
        (3, "after", 0, "0312"),
        (1, "after", 3, "0231"),
    ],
)
def test_a_part_moves_before_or_after_another(draft, index, where, other, order):
    these = goals(draft)

    assert move(item=these[index], **{where: these[other]})

    assert titles(draft) == list(order)


def test_positions_are_counted_without_gaps_after_a_move(draft):
    for number, goal in enumerate(goals(draft)):
        Goal.objects.filter(pk=goal.pk).update(position=7 * number)

    move(item=goals(draft)[0], by=1)

    assert [goal.position for goal in goals(draft)] == [0, 1, 2, 3]


@pytest.mark.parametrize(("index", "by"), [(0, -1), (3, 1), (1, 0)])
def test_a_part_that_stays_where_it_is_leaves_no_change(draft, index, by):
    goal = goals(draft)[index]
    before = goal.history.count()

    assert not move(item=goal, by=by)

    assert goal.history.count() == before


def test_only_the_part_that_was_moved_has_a_new_entry_in_its_history(draft, set_clock):
    now = set_clock("2024-04-10T11:30")
    first, second, *_ = goals(draft)

    move(item=first, by=1)

    latest = first.history.latest("history_id")
    assert latest.history_change_reason == "Moved from place 1 to place 2"
    assert abs((latest.history_date - now).total_seconds()) < 60
    assert second.history.count() == 1


def test_moving_does_not_bring_back_a_text_that_was_read_long_ago(draft):
    long_ago = goals(draft)[0]
    Goal.objects.filter(pk=long_ago.pk).update(text="<p>Newer.</p>")

    move(item=long_ago, by=1)

    long_ago.refresh_from_db()
    assert long_ago.text == "<p>Newer.</p>"


def test_a_part_moves_among_its_own_level_only(draft):
    goal, section = goals(draft)[0], draft.section_set.first()

    with pytest.raises(MoveError, match="its own level"):
        move(item=goal, before=section)
    with pytest.raises(MoveError, match="its own level"):
        move(item=goal, after=goal)
    with pytest.raises(MoveError, match="its own level"):
        move(item=goal, after=None)


def test_subsections_move_below_their_section(draft):
    section, *others = draft.section_set.all()
    for other in others:
        other.parent = section
        other.save()

    move(item=others[0], after=others[1])

    assert [below.title for below in section.subsections.all()] == ["Section 2", "Section 1"]


def test_a_part_that_somebody_deleted_meanwhile_cannot_be_moved(draft):
    goal = goals(draft)[0]
    Goal.objects.filter(pk=goal.pk).delete()

    with pytest.raises(MoveError, match="no longer there"):
        move(item=goal, by=1)


def test_what_is_published_keeps_its_order(edition):
    with pytest.raises(MoveError, match="is agreed for publication"):
        move(item=edition.goal_set.first(), by=1)


def test_a_place_beyond_the_end_is_the_end(draft):
    place(item=goals(draft)[0], position=40)

    assert titles(draft) == list("1230")
