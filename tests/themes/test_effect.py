"""What officers read before an edition becomes public is what the public then reads."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strategy.models import Edition, Strategy
from tests.conftest import london
from tests.strategy import factories as editions
from themes.drafting.new_draft import start_draft
from themes.publishing.effect import Effect
from themes.publishing.publication import publish_edition

AT = london("2024-04-10T10:00")
MAY = london("2024-05-03T09:00")
DAY = dt.timedelta(days=1)
IN_FORCE, CONSULTED = Edition.Standing.IN_FORCE, Edition.Standing.FOR_CONSULTATION

YEARS = [(year, standing) for year in (2019, 2024, 2029) for standing in (IN_FORCE, CONSULTED)]

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(edition):
    return start_draft(base=edition, slug="final", title="Final")


def next_strategy(*, first_year=2029):
    return Strategy.objects.create(
        slug=f"next-{first_year}",
        title="Next strategy",
        first_year=first_year,
        last_year=first_year + 5,
        coverage="Countywide",
        equality_impact_state="planned",
        contact_name="The team",
        contact_email="team@example.org",
    )


def test_a_draft_is_compared_with_what_the_public_reads_now(edition, draft):
    newer_words = draft.goal_set.first()
    newer_words.title = "Other words"
    newer_words.save()
    publish_edition(edition=draft, at=AT - dt.timedelta(days=1))
    back = start_draft(base=edition, slug="back", title="Back to the first text")

    effect = Effect(back, at=AT)

    assert effect.before == draft
    assert [(change.kind, change.old.title) for change in effect.comparison.changes] == [
        ("changed", "Other words")
    ]


def test_what_changes_is_told_part_by_part(draft):
    changed, moved, *_ = draft.goal_set.filter(area_of_focus__key="hate-crime").order_by("position")
    changed.title = "Everyone knows that hate crime should be reported"
    changed.save()
    moved.area_of_focus = draft.areaoffocus_set.get(key="sexual-violence")
    moved.position = 99
    moved.save()
    draft.goal_set.create(
        key="hate-crime/goals/new", title="New", area_of_focus=changed.area_of_focus, position=9
    )

    changes = Effect(draft, at=AT).comparison.changes

    assert {(change.kind, change.part.key) for change in changes} == {
        ("changed", changed.key),
        ("moved", moved.key),
        ("added", "hate-crime/goals/new"),
    }


def test_another_group_that_leads_is_told(draft):
    area = draft.areaoffocus_set.get(key="hate-crime")
    before = area.lead.name
    area.lead = draft.strategy.subgroups.exclude(pk=area.lead_id).first()
    area.save()
    assured = draft.areaofassurance_set.get(key="road-safety")
    assured.arrangement = area.lead
    assured.save()

    told = {(each.area, each.before, each.after) for each in Effect(draft, at=AT).new_leads}

    assert told == {("Hate crime", before, area.lead.name), ("Road safety", "", area.lead.name)}


def test_without_a_text_before_it_is_all_of_it():
    strategy = next_strategy()
    strategy.subgroups.create(slug="group", name="Group")
    first = editions.draft(strategy, slug="first")

    effect = Effect(first, at=AT)

    assert effect.before is None
    assert {change.kind for change in effect.comparison.changes} == {"added"}
    assert len(effect.comparison.changes) == 5


def test_addresses_that_come_and_go_are_told_with_where_they_lead(draft):
    draft.areaofassurance_set.get(key="road-safety").delete()
    moved = draft.areaofassurance_set.get(key="domestic-abuse")
    moved.key, moved.origin, moved.came_from = "abuse-at-home", "moved", ["domestic-abuse"]
    moved.save()

    effect = Effect(draft, at=AT)

    assert [part.address for part in effect.come] == ["areas-of-assurance/abuse-at-home/"]
    assert {each.address: each.leads_to for each in effect.gone} == {
        "/areas-of-assurance/road-safety/": (
            "/editions/consultation-draft/areas-of-assurance/road-safety/"
        ),
        "/areas-of-assurance/domestic-abuse/": "/areas-of-assurance/abuse-at-home/",
    }


@pytest.mark.parametrize("other_strategy", [None, CONSULTED, IN_FORCE])
def test_each_address_that_goes_leads_where_officers_were_told(
    client, edition, set_clock, other_strategy
):
    if other_strategy:
        publish_edition(edition=standing_draft(edition, "adopted", IN_FORCE), at=AT - DAY)
        strategy = next_strategy()
        strategy.subgroups.create(slug="group", name="Group")
        draft = editions.draft(strategy, slug="next", standing=other_strategy)
        draft.areaofassurance_set.create(
            key="road-safety", title="Road safety", theme=draft.umbrellatheme_set.get()
        )
    else:
        draft = start_draft(base=edition, slug="final", title="Final")
        draft.areaofassurance_set.filter(key__in=["road-safety", "domestic-abuse"]).delete()
        draft.areaofassurance_set.filter(key="serious-violence").update(
            key="violence", origin="merged", came_from=["serious-violence", "domestic-abuse"]
        )
    told = Effect(draft, at=AT)
    come, gone = told.come, told.gone

    publish_edition(edition=draft, at=AT)
    set_clock("2024-04-10T11:00")

    assert (gone == []) is (other_strategy == CONSULTED)
    for each in gone:
        assert client.get(each.address).headers["Location"] == each.leads_to
        assert client.get(each.leads_to).status_code == 200
    for part in come:
        assert client.get(told.base + part.address).status_code == 200


def test_an_edition_ahead_is_told_with_what_is_read_until_its_moment(edition, draft):
    draft.publish_from = MAY
    draft.save()

    effect = Effect(draft, at=AT)

    assert (effect.moment, effect.is_at_once, effect.before) == (MAY, False, edition)


def test_what_is_agreed_ahead_replaces_what_was_published_meanwhile(edition, draft):
    ahead = publish_edition(edition=draft, at=MAY)
    sooner = start_draft(base=edition, slug="sooner", title="Sooner")

    assert Effect(sooner, at=AT).replaced_later_by == [ahead]
    publish_edition(edition=sooner, at=AT)

    assert Effect(ahead, at=AT).before == sooner
    assert Edition.objects.current(at=MAY) == ahead


@pytest.mark.parametrize("standing", [IN_FORCE, CONSULTED])
@pytest.mark.parametrize("before", [IN_FORCE, CONSULTED])
@pytest.mark.parametrize(("first_year", "elsewhere"), [(None, None), *YEARS])
def test_what_is_told_of_the_home_page_and_of_the_strategy_comes_true(
    edition, standing, before, first_year, elsewhere
):
    """Whatever this and other strategies have published before."""
    publish_edition(edition=standing_draft(edition, "before", before), at=AT - DAY)
    if first_year:
        other = next_strategy(first_year=first_year)
        other.subgroups.create(slug="group", name="Group")
        editions.published(other, at=AT - 2 * DAY, slug="other", standing=elsewhere)
    draft = standing_draft(edition, "after", standing)
    told = Effect(draft, at=AT)
    was_home, was_current = told.home_before, told.before

    publish_edition(edition=draft, at=AT)

    assert Edition.objects.current(at=AT - DAY) == was_home
    current = {each.strategy: each for each in Edition.objects.current_of_each(at=AT)}
    assert told.takes_over is (current[edition.strategy] == draft)
    assert told.is_home is (Edition.objects.current(at=AT) == draft)
    assert told.takes_over or current[edition.strategy] == was_current
    assert told.changes_home_strategy is (
        Edition.objects.current(at=AT) == draft and was_home.strategy != edition.strategy
    )


def standing_draft(edition, slug, standing):
    draft = start_draft(base=edition, slug=slug, title=slug)
    draft.standing = standing
    draft.save()
    return draft


def test_a_draft_for_consultation_leaves_the_text_in_force_where_it_is(edition):
    publish_edition(edition=standing_draft(edition, "adopted", IN_FORCE), at=AT - DAY)

    effect = Effect(standing_draft(edition, "review", CONSULTED), at=AT)

    assert (effect.takes_over, effect.base, effect.gone) == (False, "/editions/review/", [])


def test_the_pages_of_a_strategy_that_leaves_the_home_page_lead_to_its_own(edition):
    publish_edition(edition=standing_draft(edition, "adopted", IN_FORCE), at=AT - DAY)
    strategy = next_strategy()
    strategy.subgroups.create(slug="group", name="Group")

    effect = Effect(editions.draft(strategy, slug="next", standing=IN_FORCE), at=AT)

    slug = edition.strategy.slug
    assert effect.changes_home_strategy
    assert {each.address: each.leads_to for each in effect.gone}[
        "/areas-of-focus/hate-crime/"
    ] == f"/strategies/{slug}/areas-of-focus/hate-crime/"


def test_pages_that_go_cost_no_query_each(draft, django_assert_num_queries):
    strategy = next_strategy(first_year=2019)
    strategy.subgroups.create(slug="group", name="Group")
    publish_edition(edition=editions.draft(strategy, slug="next"), at=AT - 1000 * DAY)
    first, *others = draft.areaofassurance_set.order_by("pk")[:4]
    first.delete()
    with CaptureQueriesContext(connection) as with_one:
        assert len(Effect(draft, at=AT).gone) == 1
    for each in others:
        each.delete()

    with django_assert_num_queries(len(with_one)):
        assert len(Effect(draft, at=AT).gone) == 4
