import pytest
from django.db import IntegrityError, transaction

from strategy.models import Edition
from tests.conftest import london
from themes.drafting.new_draft import start_draft
from themes.publishing.outline import compile_outline
from themes.publishing.publication import publish_edition


def text_of(parts):
    return [(p.key, p.kind, p.role, p.number, p.title, p.text, p.sensitive) for p in parts]


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="final-for-agreement", title="Final for agreement")


def test_a_draft_holds_everything_under_the_same_keys(edition, draft):
    published = list(edition.parts.in_reading_order())

    assert text_of(compile_outline(draft)) == text_of(published)
    assert draft.based_on == edition
    assert not draft.is_frozen


def test_a_draft_shares_nothing_with_the_edition_it_was_copied_from(edition, draft):
    goal = draft.goal_set.first()
    goal.title = "Another title"
    goal.save()

    assert goal.area_of_focus.edition == draft
    assert goal.area_of_focus.theme.edition == draft
    assert not edition.goal_set.filter(title="Another title").exists()


def test_a_strategy_has_at_most_one_draft(edition, draft):
    with pytest.raises(IntegrityError, match="edition_one_draft"), transaction.atomic():
        start_draft(base=edition, slug="second", title="Second")


def test_a_draft_is_not_started_from_a_draft(draft):
    with pytest.raises(ValueError, match="published edition"):
        start_draft(base=draft, slug="second", title="Second")


def test_a_draft_of_a_later_edition_does_not_say_again_where_its_parts_came_from(draft):
    draft.goal_set.update(origin="moved", came_from=["hate-crime/goals/x"])
    publish_edition(edition=draft, at=london("2024-06-01T10:00"))

    next_draft = start_draft(base=Edition.objects.get(pk=draft.pk), slug="next", title="Next")

    assert not next_draft.goal_set.exclude(origin="").exists()
    assert draft.parts.filter(origin="moved").count() == 9


def test_the_copy_costs_no_query_for_each_parent(edition, django_assert_max_num_queries):
    items = sum(
        getattr(edition, f"{kind}_set").count()
        for kind in ("section", "umbrellatheme", "areaoffocus", "areaofassurance", "goal")
    )

    with django_assert_max_num_queries(2 * items + 10):  # each item and its history
        start_draft(base=edition, slug="next", title="Next")
