"""A draft is proposed by one officer and agreed to by another."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from consultation.models import Window
from strategy.models import Edition, Milestone, Part, Section
from strategy.reading.timeline import timeline
from tests.conftest import london
from tests.strategy.factories import published
from themes.drafting.new_draft import start_draft
from themes.models import AreaOfAssurance, AreaOfFocus, UmbrellaTheme
from themes.publishing.proposal import FACTS, OF_A_PART
from themes.publishing.publication import (
    PublicationError,
    agree,
    call_off,
    change_facts,
    problems,
    propose,
    publish_edition,
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
    return make_draft(edition)


def make_draft(edition):
    draft = start_draft(base=edition, slug="final-for-agreement", title="Final for agreement")
    draft.change_note = "After the consultation."
    draft.decided_by = "Safe Durham Partnership"
    draft.decided_on = dt.date(2024, 5, 20)
    draft.milestone = edition.strategy.milestones.get(key="partnership-agreement")
    draft.save()
    return draft


def publish(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    return agreed(draft, by=ben)


def agreed(draft, *, by, at=LATER, alone_is_enough=False, proposed_at=AT):
    return agree(
        edition=draft, by=by, at=at, alone_is_enough=alone_is_enough, proposed_at=proposed_at
    )


def sentences(draft):
    return " ".join(problem.sentence for problem in problems(draft))


def test_two_officers_publish_a_draft(draft, anna, ben):
    final = publish(draft, anna, ben)

    assert final.published_at == LATER
    assert final.published_by == ben
    assert final.proposed_by == anna
    assert final.parts.count() == draft.based_on.parts.count()
    assert Edition.objects.current(at=LATER) == final
    assert Edition.objects.current(at=LATER - dt.timedelta(microseconds=1)) == draft.based_on


def test_the_officer_who_proposed_cannot_agree(draft, anna):
    propose(edition=draft, by=anna, at=AT)

    with pytest.raises(PublicationError, match="another officer must agree"):
        agreed(draft, by=anna)

    assert not Edition.objects.get(pk=draft.pk).is_frozen


def test_in_a_small_team_one_officer_is_enough(draft, anna):
    propose(edition=draft, by=anna, at=AT)

    assert agreed(draft, by=anna, alone_is_enough=True).is_frozen


def test_what_was_not_proposed_cannot_be_agreed_to(draft, ben):
    with pytest.raises(PublicationError, match="not been proposed"):
        agreed(draft, by=ben, alone_is_enough=True)


def milestone_of(draft):
    return draft.strategy.milestones.exclude(pk=draft.milestone_id).first()


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("title", "Slipped in", "the title"),
        ("slug", "slipped-in", "the address"),
        ("standing", Edition.Standing.IN_FORCE, "what this text is"),
        ("change_note", "Nothing much.", "the public note"),
        ("source_note", "From the minutes.", "“About this text”"),
        ("decided_by", "Cabinet", "who decided"),
        ("decided_on", dt.date(2024, 5, 19), "the day of the decision"),
        ("decision_link", "https://council.example/minutes", "the link to minutes or papers"),
        ("milestone", milestone_of, "the milestone"),
        ("publish_from", FAR_AHEAD, "the moment from which it is public"),
    ],
)
def test_each_thing_that_was_shown_must_be_as_it_was_proposed(draft, anna, ben, name, value, named):
    propose(edition=draft, by=anna, at=AT)
    draft.refresh_from_db()
    setattr(draft, name, value(draft) if callable(value) else value)
    draft.save(update_fields=[name])

    with pytest.raises(PublicationError) as refusal:
        agreed(draft, by=ben)

    assert str(refusal.value) == (
        f"Changed since it was proposed: {named}. Withdraw the proposal, look at the page again, "
        "and propose it once more."
    )
    assert not draft.parts.exists()


def of_the_milestone(**changes):
    return lambda draft: Milestone.objects.filter(pk=draft.milestone_id).update(**changes)


def another_lead(draft):
    area = draft.areaoffocus_set.first()
    area.lead = draft.strategy.subgroups.exclude(pk=area.lead_id).first()
    area.save()


def another_arrangement(draft):
    area = draft.areaofassurance_set.filter(arrangement=None).first()
    area.arrangement = draft.strategy.subgroups.first()
    area.save()


def another_parent(draft):
    below = draft.section_set.exclude(parent=None).first()
    below.parent = draft.section_set.filter(parent=None).exclude(pk=below.parent_id).first()
    below.save()


def longer_window(draft):
    windows = Window.objects.filter(consultation__edition=draft.based_on)
    window = windows.order_by("-closes_at").first()
    window.closes_at += dt.timedelta(days=1)
    window.save()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (of_the_milestone(title="Agreed by all"), "the milestone"),
        (of_the_milestone(reached_on=dt.date(2024, 4, 2)), "the milestone"),
        (another_lead, "which group leads an area"),
        (another_arrangement, "which group leads an area"),
        (another_parent, "the text"),
        (longer_window, "the consultations that it touches"),
    ],
)
def test_what_lies_beside_the_text_must_be_as_it_was_proposed(draft, anna, ben, change, named):
    propose(edition=draft, by=anna, at=AT)
    change(draft)

    with pytest.raises(PublicationError, match=f"Changed since it was proposed: {named}"):
        agreed(draft, by=ben)


def test_every_field_of_a_part_is_in_the_fingerprint():
    outside = {field.name for field in Part._meta.concrete_fields} - set(OF_A_PART)

    assert outside == {"id", "edition", "parent", "search"}  # the parent by its key


def test_every_field_of_an_edition_is_in_the_fingerprint_or_no_part_of_what_is_proposed():
    outside = {field.name for field in Edition._meta.concrete_fields} - set(FACTS)

    assert outside == {
        *("id", "strategy", "milestone"),  # by their words
        *("based_on", "proposed_by", "proposed_at", "proposed_as"),
        *("published_by", "published_at"),
        *("thrown_away_by", "thrown_away_at", "thrown_away_because"),
    }


def test_a_milestone_is_reached_when_the_text_is_public_and_not_when_it_is_agreed(draft, anna, ben):
    milestone = draft.strategy.milestones.get(key="full-council")
    draft.milestone, draft.publish_from = milestone, FAR_AHEAD
    draft.decided_on = dt.date(2024, 4, 9)
    draft.save()
    propose(edition=draft, by=anna, at=AT)
    agreed(draft, by=ben)

    def state(at):
        return {step.key: step.state for step in timeline(draft.strategy, at=at)}["full-council"]

    milestone.refresh_from_db()
    assert milestone.reached_on is None
    assert state(AT) == Milestone.State.PLANNED
    assert state(FAR_AHEAD - dt.timedelta(microseconds=1)) != Milestone.State.REACHED
    assert state(FAR_AHEAD) == Milestone.State.REACHED


def test_a_milestone_was_reached_by_the_first_of_two_texts_that_reach_it(edition):
    strategy = edition.strategy
    reaches = {"milestone": strategy.milestones.get(key="full-council")}
    later, first = london("2024-06-02T09:00"), london("2024-06-01T09:00")
    texts = [("corrected", later, dt.date(2024, 5, 31)), ("final", first, dt.date(2024, 5, 30))]
    for slug, at, decided_on in texts:
        published(strategy, slug=slug, at=at, decided_on=decided_on, **reaches)

    steps = {step.key: step for step in timeline(strategy, at=later)}

    assert steps["full-council"].happened_on == dt.date(2024, 5, 30)


def test_a_text_that_changed_since_must_be_proposed_again(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    goal = draft.goal_set.first()
    goal.title = "Slipped in"
    goal.save()
    Edition.objects.filter(pk=draft.pk).update(title="New", decided_by="Cabinet")

    with pytest.raises(PublicationError, match="proposed: the text, the title and who decided"):
        agreed(draft, by=ben)

    assert not draft.parts.exists()


def test_a_text_that_became_public_meanwhile_makes_it_another_effect(edition, anna, ben):
    ahead = AT + dt.timedelta(minutes=1)
    published(edition.strategy, at=ahead, slug="other", title="Other")
    draft = make_draft(edition)
    propose(edition=draft, by=anna, at=AT)

    with pytest.raises(PublicationError, match="what the public reads until then"):
        agreed(draft, by=ben)


def test_a_text_that_will_replace_it_later_is_part_of_the_effect(edition, anna, ben):
    published(edition.strategy, at=LATER + dt.timedelta(days=1), slug="other", title="Other")
    draft = make_draft(edition)
    propose(edition=draft, by=anna, at=AT)

    with pytest.raises(PublicationError, match="what the public reads until then, or afterwards"):
        agreed(draft, by=ben, at=LATER + dt.timedelta(days=2))

    assert agreed(draft, by=ben).is_agreed


def test_the_time_that_passes_alone_changes_nothing(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)

    assert agreed(draft, by=ben, at=AT + dt.timedelta(days=300)).is_agreed


def test_only_the_proposal_that_the_officer_read_is_agreed_to(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    withdraw_proposal(edition=draft)
    change_facts(edition=draft, facts={"title": "Read by nobody"})
    propose(edition=draft, by=anna, at=AT + dt.timedelta(minutes=1))

    for read_at in (AT, None):
        with pytest.raises(PublicationError, match="proposed anew since you opened the page"):
            agreed(draft, by=ben, proposed_at=read_at)

    assert not Edition.objects.get(pk=draft.pk).is_agreed


def test_what_is_proposed_is_changed_only_after_it_was_withdrawn(draft, anna):
    propose(edition=draft, by=anna, at=AT)

    with pytest.raises(PublicationError, match="Withdraw the proposal, then change this"):
        change_facts(edition=draft, facts={"title": "Other"})

    with pytest.raises(PublicationError, match="already been proposed"):
        propose(edition=draft, by=anna, at=LATER)


def test_a_proposal_is_withdrawn_once(draft, anna):
    propose(edition=draft, by=anna, at=AT)
    withdraw_proposal(edition=draft)

    with pytest.raises(PublicationError, match="Somebody may have withdrawn the proposal"):
        withdraw_proposal(edition=draft)


def test_a_proposal_can_be_withdrawn(draft, anna, ben):
    propose(edition=draft, by=anna, at=AT)
    withdraw_proposal(edition=draft)

    with pytest.raises(PublicationError, match="not been proposed"):
        agreed(draft, by=ben)


def test_the_milestone_is_marked_with_the_day_of_the_decision(draft, anna, ben):
    final = publish(draft, anna, ben)

    final.milestone.refresh_from_db()
    assert final.milestone.reached_on == dt.date(2024, 5, 20)


def test_a_milestone_that_was_reached_before_keeps_its_day(draft, anna, ben):
    draft.milestone.reached_on = dt.date(2024, 5, 21)
    draft.milestone.save()

    final = publish(draft, anna, ben)

    final.milestone.refresh_from_db()
    assert final.milestone.reached_on == dt.date(2024, 5, 21)


def test_a_publication_ahead_happens_at_its_moment_without_a_person(draft, anna, ben):
    draft.publish_from = FAR_AHEAD
    draft.save()

    final = publish(draft, anna, ben)

    assert Edition.objects.current(at=FAR_AHEAD - dt.timedelta(microseconds=1)) == draft.based_on
    assert Edition.objects.current(at=FAR_AHEAD) == final


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

    call_off(edition=draft, at=LATER)

    draft.refresh_from_db()
    assert not draft.is_frozen
    assert draft.proposed_at is None
    assert not draft.parts.exists()
    draft.goal_set.update(title="x")


def test_what_is_published_cannot_be_called_off(draft, anna, ben):
    publish(draft, anna, ben)

    with pytest.raises(PublicationError, match="is public already"):
        call_off(edition=draft, at=LATER)

    assert Edition.objects.get(pk=draft.pk).is_agreed


def test_what_is_no_longer_agreed_cannot_be_called_off_again(draft, anna, ben):
    draft.publish_from = FAR_AHEAD
    draft.save()
    publish(draft, anna, ben)
    call_off(edition=draft, at=LATER)

    with pytest.raises(PublicationError, match="there is nothing to call off"):
        call_off(edition=draft, at=LATER)


def test_a_publication_is_not_called_off_while_the_strategy_has_another_draft(draft, anna, ben):
    draft.publish_from = FAR_AHEAD
    draft.save()
    start_draft(base=publish(draft, anna, ben), slug="after", title="After")

    with pytest.raises(PublicationError, match="it can have only one"):
        call_off(edition=draft, at=LATER)


def test_publishing_twice_is_refused(draft, anna, ben):
    publish(draft, anna, ben)

    for again in (
        lambda: propose(edition=draft, by=anna, at=LATER),
        lambda: agreed(draft, by=ben, alone_is_enough=True),
        lambda: publish_edition(edition=draft, at=LATER),
        lambda: withdraw_proposal(edition=draft),
    ):
        with pytest.raises(PublicationError, match="is agreed for publication"):
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
    assert "Empty theme” is empty: it has no area." in sentences(draft)
    assert "No goals” has no goal." in sentences(draft)
    assert "The section “Blank” is empty." in sentences(draft)


def test_problems_of_parts_with_equal_titles_say_where_each_stands(draft):
    for section in draft.section_set.filter(parent=None)[:2]:
        key = f"{section.key}-twin"
        text = '<p><a href="/themes/gone/">x</a></p>'
        draft.section_set.create(key=key, title="A “twin”", text=text, parent=section)
    for theme in draft.umbrellatheme_set.all()[:2]:
        lead = draft.areaoffocus_set.first().lead
        draft.areaoffocus_set.create(key=f"{theme.key}-x", title="Twin", theme=theme, lead=lead)

    found = [problem.sentence for problem in problems(draft)]

    assert len(found) == len(set(found)) == 4


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


def test_a_page_whose_address_does_not_work_is_named(draft):
    theme = draft.umbrellatheme_set.first()
    AreaOfAssurance.objects.create(edition=draft, key="a/b", title="Road “safety”", theme=theme)

    [problem] = problems(draft)

    assert (
        "The page of “Area of assurance 1.3: Road “safety”” would be at /areas-of-assurance/a/b/"
        in problem.sentence
    )
    assert problem.item == draft.areaofassurance_set.get(key="a/b")


def test_two_parts_with_one_address_are_named(draft):
    for key in ("x/y", "x-y"):
        Section.objects.create(edition=draft, key=key, title=key, text="<p>Words.</p>")

    assert "have the same address, /how-we-work/#x-y." in sentences(draft)


def test_what_only_looks_filled_in_is_missing(draft):
    draft.change_note, draft.decided_by = "\u200b", "\u2060 "
    draft.save()
    Section.objects.create(edition=draft, key="s", title="S", text="<p>\u200b</p>")

    said = sentences(draft)

    assert "the public note is empty" in said
    assert "Say who decided" in said
    assert "The section “S” is empty." in said
