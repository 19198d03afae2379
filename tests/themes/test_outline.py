"""What publishing makes of an edition: parts in reading order, numbered and with addresses."""

import datetime as dt

import pytest
from django.db import IntegrityError

from strategy.models import Part, Section, Strategy
from tests.strategy.factories import draft
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.outline import compile_outline
from themes.publishing.publication import publish_edition

AT = dt.datetime(2024, 4, 2, 9, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return draft(Strategy.objects.get(), goals=2, assured=2)


def numbered(parts):
    return [(part.number, part.key) for part in parts]


def test_the_shipped_strategy_is_numbered_from_theme_to_goal():
    parts = Part.objects.filter(edition__slug="consultation-draft").exclude(number="")

    assert numbered(parts) == [
        ("1", "anti-social-behaviour-and-crime"),
        ("1.1", "anti-social-behaviour"),
        ("1.1.1", "anti-social-behaviour/goals/confidence-to-report"),
        ("1.1.2", "anti-social-behaviour/goals/coordinated-partnership"),
        ("1.1.3", "anti-social-behaviour/goals/pathways-and-support"),
        ("1.2", "reducing-reoffending"),
        ("1.3", "road-safety"),
        ("2", "hate-crime-and-cohesion"),
        ("2.1", "hate-crime"),
        ("2.1.1", "hate-crime/goals/reported-and-not-tolerated"),
        ("2.1.2", "hate-crime/goals/cohesive-communities"),
        ("2.1.3", "hate-crime/goals/pathways-and-support"),
        ("2.2", "counter-terrorism"),
        ("3", "sexual-violence-and-violent-crime"),
        ("3.1", "sexual-violence"),
        ("3.1.1", "sexual-violence/goals/confidence-to-report"),
        ("3.1.2", "sexual-violence/goals/nighttime-economy"),
        ("3.1.3", "sexual-violence/goals/pathways-and-support"),
        ("3.2", "serious-violence"),
        ("3.3", "domestic-abuse"),
        ("3.4", "combatting-drugs-and-alcohol"),
        ("3.5", "organised-crime"),
    ]


def test_areas_of_focus_are_counted_before_areas_of_assurance(edition):
    theme = UmbrellaTheme.objects.get(edition=edition)
    AreaOfFocus.objects.create(
        edition=edition,
        key="second",
        title="A second area of focus",
        theme=theme,
        lead=edition.strategy.subgroups.first(),
        position=1,
    )

    parts = compile_outline(edition)

    assert numbered(parts) == [
        ("1", "theme"),
        ("1.1", "focus"),
        ("1.1.1", "focus/goals/0"),
        ("1.1.2", "focus/goals/1"),
        ("1.2", "second"),
        ("1.3", "assured-0"),
        ("1.4", "assured-1"),
        ("", "section-0"),
    ]


def test_items_stand_in_the_order_that_officers_gave_them(edition):
    Goal.objects.filter(key="focus/goals/0").update(position=5)
    AreaOfAssurance.objects.filter(key="assured-0", edition=edition).update(position=5)

    keys = [part.key for part in compile_outline(edition)]

    assert keys.index("focus/goals/1") < keys.index("focus/goals/0")
    assert keys.index("assured-1") < keys.index("assured-0")


def test_sections_stand_before_or_after_the_themes_with_their_subsections(edition):
    before = Section.objects.create(
        edition=edition, key="before", title="Before", placement=Section.Placement.BEFORE
    )
    Section.objects.create(edition=edition, key="before/below", title="Below", parent=before)

    parts = compile_outline(edition)

    keys = [part.key for part in parts]
    below = parts[keys.index("before/below")]
    assert keys[:3] == ["before", "before/below", "theme"]
    assert keys[-1] == "section-0"
    assert below.parent.key == "before"


def test_an_empty_edition_has_no_parts():
    edition = Strategy.objects.get().editions.create(slug="empty", title="Empty")

    assert compile_outline(edition) == []
    assert publish_edition(edition=edition, at=AT).parts.count() == 0


def test_compiling_saves_nothing(edition):
    compile_outline(edition)

    assert not edition.parts.exists()


def test_publishing_keeps_each_part_under_its_parent(edition):
    parts = publish_edition(edition=edition, at=AT).parts.in_reading_order()

    parents = {part.key: part.parent and part.parent.key for part in parts}
    assert parents == {
        "section-0": None,
        "theme": None,
        "focus": "theme",
        "focus/goals/0": "focus",
        "focus/goals/1": "focus",
        "assured-0": "theme",
        "assured-1": "theme",
    }
    assert [part.position for part in parts] == [1, 2, 3, 4, 5, 6, 7]


def test_a_goal_is_as_sensitive_as_its_area(edition):
    AreaOfFocus.objects.filter(edition=edition).update(sensitive=True)

    sensitive = {part.key for part in compile_outline(edition) if part.sensitive}

    assert sensitive == {"focus", "focus/goals/0", "focus/goals/1"}


def test_a_part_has_its_text_cleaned_and_its_words_alone(edition):
    Section.objects.filter(edition=edition).update(
        text="<p>Words<script>alert(1)</script> &amp; more</p>"
    )

    section = compile_outline(edition)[-1]

    assert section.text == "<p>Words &amp; more</p>"
    assert section.plain_text == "Words & more"


def test_two_items_of_an_edition_with_one_key_cannot_be_published(edition):
    Goal.objects.filter(key="focus/goals/0").update(key="theme")

    with pytest.raises(IntegrityError, match="part_key_once_in_an_edition"):
        publish_edition(edition=edition, at=AT)


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("hate-crime-and-cohesion", "Theme 2: Hate Crime and Building Community Cohesion"),
        ("hate-crime", "Area of focus 2.1: Hate crime"),
        ("road-safety", "Area of assurance 1.3: Road safety"),
        (
            "anti-social-behaviour/goals/confidence-to-report",
            "Goal 1.1.1: Increased public confidence to report ASB",
        ),
        ("ambition", "Our ambition"),
    ],
)
def test_a_part_is_called_by_its_kind_number_and_title(key, label):
    part = Part.objects.get(edition__slug="consultation-draft", key=key)

    assert part.label == str(part) == label
