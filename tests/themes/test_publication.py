"""A draft is proposed by one officer and agreed to by another."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from strategy.models import Edition
from tests.conftest import london
from themes.drafting.new_draft import start_draft
from themes.models import AreaOfFocus, UmbrellaTheme
from themes.publishing.publication import (
    PublicationError,
    agree,
    call_off,
    has_changed,
    problems,
    propose,
    publish_edition,
    what_will_change,
    withdraw_proposal,
)

AT = london("2024-05-20T18:00")
LATER = AT + dt.timedelta(hours=1)
FAR_AHEAD = london("2999-01-01T09:00")


@pytest.fixture
def anna(db):
    return get_user_model().objects.create_user("example-anna", is_staff=True)


@pytest.fixture
def ben(db):
    return get_user_model().objects.create_user("example-ben", is_staff=True)


@pytest.fixture
def draft(edition):
    draft = start_draft(base=edition, slug="final-for-agreement", title="Final for agreement")
    draft.change_note = "After the consultation."
    draft.decided_by = "Safe Durham Partnership"
    draft.decided_on = dt.date(2024, 5, 20)
    draft.milestone = edition.strategy.milestones.get(key="partnership-agreement")
    draft.save()
    return draft


def publish(draft, anna, ben, **changes):
    propose(edition=draft, by=anna, at=AT)
    return agree(edition=draft, by=ben, at=LATER, alone_is_enough=False, **changes)


def sentences(draft):
    return " ".join(problem.sentence for problem in problems(draft))


def test_two_officers_publish_a_draft(draft, anna, ben):
    published = publish(draft, anna, ben)

    assert published.published_at == LATER
    assert published.published_by == ben
    assert published.proposed_by == anna
    assert published.parts.count() == draft.based_on.parts.count()
    assert Edition.objects.current(at=LATER) == published
    assert Edition.objects.current(at=LATER - dt.timedelta(microseconds=1)) == draft.based_on


def test_the_officer_who_proposed_cannot_agree(draft, anna):
    propose(edition=draft, by=anna, at=AT)

    with pytest.raises(PublicationError, match="Another officer"):
        agree(edition=draft, by=anna, at=LATER, alone_is_enough=False)

    assert not Edition.objects.get(pk=draft.pk).is_frozen


def test_in_a_small_team_one_officer_is_enough(draft, anna):
    propose(edition=draft, by=anna, at=AT)

    assert agree(edition=draft, by=anna, at=LATER, alone_is_enough=True).is_frozen


def test_what_was_not_proposed_cannot_be_agreed_to(draft, ben):
    with pytest.raises(PublicationError, match="not been proposed"):
        agree(edition=draft, by=ben, at=AT, alone_is_enough=True)


def test_a_draft_that_changed_since_must_be_proposed_again(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    goal = draft.goal_set.first()
    goal.title = "Slipped in"
    goal.save()

    assert has_changed(Edition.objects.get(pk=draft.pk))
    with pytest.raises(PublicationError, match="has changed since"):
        agree(edition=draft, by=ben, at=LATER, alone_is_enough=False)

    assert not draft.parts.exists()


def test_a_proposal_can_be_withdrawn(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    withdraw_proposal(edition=draft)

    with pytest.raises(PublicationError, match="not been proposed"):
        agree(edition=draft, by=ben, at=LATER, alone_is_enough=False)


def test_the_milestone_is_marked_with_the_day_of_the_decision(draft, anna, ben):
    published = publish(draft, anna, ben)

    published.milestone.refresh_from_db()
    assert published.milestone.reached_on == dt.date(2024, 5, 20)


def test_a_milestone_that_was_reached_before_keeps_its_day(draft, anna, ben):
    draft.milestone.reached_on = dt.date(2024, 5, 21)
    draft.milestone.save()

    published = publish(draft, anna, ben)

    published.milestone.refresh_from_db()
    assert published.milestone.reached_on == dt.date(2024, 5, 21)


def test_a_publication_ahead_happens_at_its_moment_without_a_person(draft, anna, ben):
    draft.publish_from = FAR_AHEAD
    draft.save()

    published = publish(draft, anna, ben)

    assert Edition.objects.current(at=FAR_AHEAD - dt.timedelta(microseconds=1)) == draft.based_on
    assert Edition.objects.current(at=FAR_AHEAD) == published


def test_a_moment_that_has_passed_by_the_agreement_is_not_pretended(draft, anna, ben):
    draft.publish_from = AT - dt.timedelta(days=1)
    draft.save()

    assert publish(draft, anna, ben).published_at == LATER


def test_a_publication_ahead_is_frozen_and_can_be_called_off(draft, anna, ben):
    draft.publish_from = FAR_AHEAD
    draft.save()
    publish(draft, anna, ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.goal_set.update(title="x")

    call_off(edition=draft)

    draft.refresh_from_db()
    assert not draft.is_frozen
    assert draft.proposed_at is None
    assert not draft.parts.exists()
    draft.goal_set.update(title="x")


def test_what_is_published_cannot_be_called_off(draft, anna, ben):
    publish(draft, anna, ben)

    with pytest.raises(PublicationError, match="cannot be undone"):
        call_off(edition=draft)

    assert Edition.objects.get(pk=draft.pk).is_frozen


def test_publishing_twice_is_refused(draft, anna, ben):
    publish(draft, anna, ben)

    for again in (
        lambda: propose(edition=draft, by=anna, at=LATER),
        lambda: agree(edition=draft, by=ben, at=LATER, alone_is_enough=True),
        lambda: publish_edition(edition=draft, at=LATER),
        lambda: withdraw_proposal(edition=draft),
    ):
        with pytest.raises(PublicationError, match="already published"):
            again()


def test_a_copy_of_what_is_published_has_no_problem(draft):
    assert problems(draft) == []


def test_what_the_public_is_told_must_be_there(draft, anna):
    draft.change_note, draft.decided_on = " ", None
    draft.save()

    assert "the public note is empty" in sentences(draft)
    assert "who decided on this text" in sentences(draft)
    with pytest.raises(PublicationError, match="must be mended"):
        propose(edition=draft, by=anna, at=AT)


def test_an_empty_theme_an_area_without_goals_and_an_empty_section_are_listed(draft):
    theme = UmbrellaTheme.objects.create(edition=draft, key="empty", title="Empty theme")
    other = draft.umbrellatheme_set.first()
    area = AreaOfFocus.objects.create(
        edition=draft,
        key="no-goals",
        title="No goals",
        theme=other,
        lead=draft.areaoffocus_set.first().lead,
    )
    section = draft.section_set.create(key="blank", title="Blank")

    found = {problem.item for problem in problems(draft)}

    assert {theme, area, section} <= found
    assert "“Empty theme” is empty" in sentences(draft)


def test_a_key_used_by_two_kinds_of_items_is_listed(draft):
    draft.section_set.create(key="hate-crime", title="Same key", text="<p>x</p>")

    assert "have the same key, hate-crime" in sentences(draft)


@pytest.mark.parametrize(
    ("link", "is_broken"),
    [
        ("/themes/no-such-theme/", True),
        ("/areas-of-focus/hate-crime/#no-such-goal", True),
        ("/areas-of-focus/hate-crime/", False),
        ("/how-we-work/#ambition", False),
        ("/documents/", False),
        ("https://www.example.org/themes/x/", False),
    ],
)
def test_links_to_what_is_not_in_the_edition_are_listed(draft, link, is_broken):
    section = draft.section_set.get(key="ambition")
    section.text = f'<p><a href="{link}">link</a></p>'
    section.save()

    assert (f"links to {link}, which is not there" in sentences(draft)) is is_broken


def test_what_will_change_is_told_before_publication(draft):
    changed, moved, *_ = draft.goal_set.filter(area_of_focus__key="hate-crime").order_by("position")
    changed.title = "Everyone knows that hate crime should be reported"
    changed.save()
    moved.area_of_focus = draft.areaoffocus_set.get(key="sexual-violence")
    moved.position = 99
    moved.save()
    draft.goal_set.create(
        key="hate-crime/goals/new", title="New", area_of_focus=changed.area_of_focus, position=9
    )

    comparison = what_will_change(draft)

    assert {(change.kind, change.part.key) for change in comparison.changes} == {
        ("changed", changed.key),
        ("moved", moved.key),
        ("added", "hate-crime/goals/new"),
    }
