"""An edition's parts as a tree."""

import datetime as dt

import pytest
from django.http import Http404

from strategy.models import Edition, Part, SectionRole, Strategy
from strategy.reading.outline import published_outline
from strategy.reading.published_texts import PublishedTexts
from tests.strategy.factories import published

AT = dt.datetime(2024, 4, 10, 9, tzinfo=dt.UTC)
PUBLISHED = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)
INSTANT = dt.timedelta(microseconds=1)

pytestmark = pytest.mark.django_db


def outline_for(*, at, **slug):
    return PublishedTexts(at=at).outline_at(**slug)


def keys(parts):
    return [part.key for part in parts]


def test_parts_stand_in_reading_order_under_their_parents():
    outline = outline_for(at=AT)

    assert keys(outline.top) == [
        *("ambition", "about-this-strategy", "statutory-basis", "how-the-strategy-is-built"),
        *("anti-social-behaviour-and-crime", "hate-crime-and-cohesion"),
        "sexual-violence-and-violent-crime",
        *("ways-of-working", "wider-factors", "delivery", "other-plans"),
    ]
    assert keys(outline.find("hate-crime-and-cohesion").children) == [
        "hate-crime",
        "counter-terrorism",
    ]
    assert [part.position for part in outline.parts] == list(range(1, len(outline.parts) + 1))


def test_a_part_knows_what_is_above_it():
    outline = outline_for(at=AT)

    goal = outline.find("hate-crime/goals/cohesive-communities")

    assert keys(goal.above) == ["hate-crime-and-cohesion", "hate-crime"]
    assert outline.find("ambition").above == []


def test_the_children_of_a_part_are_told_apart_by_kind():
    theme = outline_for(at=AT).find("anti-social-behaviour-and-crime")

    [focus] = theme.areas_of_focus
    assert focus.key == "anti-social-behaviour"
    assert keys(theme.areas_of_assurance) == ["reducing-reoffending", "road-safety"]
    assert len(focus.goals) == 3


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("ambition", "how-we-work/#ambition"),
        (
            "how-the-strategy-is-built/area-of-focus",
            "how-we-work/#how-the-strategy-is-built-area-of-focus",
        ),
        ("hate-crime-and-cohesion", "themes/hate-crime-and-cohesion/"),
        ("hate-crime", "areas-of-focus/hate-crime/"),
        (
            "hate-crime/goals/cohesive-communities",
            "areas-of-focus/hate-crime/#hate-crime-goals-cohesive-communities",
        ),
        ("road-safety", "areas-of-assurance/road-safety/"),
    ],
)
@pytest.mark.parametrize(
    ("slug", "base"), [(None, "/"), ("consultation-draft", "/editions/consultation-draft/")]
)
def test_a_part_has_an_address_below_its_edition(key, address, slug, base):
    outline = outline_for(at=AT, edition_slug=slug)

    assert outline.find(key).url == base + address


def test_a_part_is_found_by_its_key_and_kind():
    outline = outline_for(at=AT)

    assert outline.find("hate-crime", Part.Kind.AREA_OF_FOCUS).title == "Hate crime"
    assert outline.find("hate-crime", Part.Kind.THEME) is None
    assert outline.find("nothing") is None


def test_sections_are_found_by_what_they_are_for():
    outline = outline_for(at=AT)

    assert outline.in_role(SectionRole.AMBITION).key == "ambition"
    assert {role: outline.in_role(role) is not None for role in SectionRole} == dict.fromkeys(
        SectionRole, True
    )


def test_pages_have_neighbours_except_at_the_ends():
    outline = outline_for(at=AT)
    first, last = outline.pages[0], outline.pages[-1]

    assert first.key == "anti-social-behaviour-and-crime"
    assert last.key == "organised-crime"
    assert outline.neighbours(first) == (None, outline.find("anti-social-behaviour"))
    assert outline.neighbours(last) == (outline.find("combatting-drugs-and-alcohol"), None)
    assert outline.neighbours(outline.find("road-safety")) == (
        outline.find("reducing-reoffending"),
        outline.find("hate-crime-and-cohesion"),
    )


@pytest.mark.parametrize(("read_before", "queries"), [(False, 2), (True, 1)])
def test_the_parts_of_a_published_edition_are_read_once(
    read_before, queries, django_assert_num_queries
):
    if read_before:
        outline_for(at=AT)

    with django_assert_num_queries(queries):
        outline = outline_for(at=AT)
        _ = [(part.url, part.children, part.above, part.label) for part in outline.parts]
        _ = outline.edition.strategy.title


def test_what_stands_beside_the_parts_is_read_anew():
    outline_for(at=AT)
    Strategy.objects.update(title="Renamed")

    outline = outline_for(at=AT)

    assert outline.edition.strategy.title == "Renamed"


def test_what_was_read_before_publication_is_not_remembered_after_it():
    edition = Edition.objects.create(strategy=Strategy.objects.get(), slug="early", title="Early")
    assert published_outline(edition, base="/").parts == []
    Part.objects.create(edition=edition, position=1, kind=Part.Kind.SECTION, key="one", title="One")
    edition.published_at = AT
    edition.save()

    assert keys(published_outline(edition, base="/").parts) == ["one"]


# Which edition


@pytest.mark.parametrize("slug", [None, "consultation-draft"])
def test_an_edition_is_there_from_the_moment_of_its_publication(slug):
    with pytest.raises(Http404):
        outline_for(at=PUBLISHED - INSTANT, edition_slug=slug)

    assert outline_for(at=PUBLISHED, edition_slug=slug).edition.slug == "consultation-draft"


def test_before_anything_is_published_no_text_is_in_front():
    assert PublishedTexts(at=PUBLISHED - INSTANT).front is None


def test_the_edition_published_last_is_the_current_one():
    published(Strategy.objects.get(), slug="final", at=AT)

    assert outline_for(at=AT - INSTANT).edition.slug == "consultation-draft"
    assert outline_for(at=AT).edition.slug == "final"
    assert outline_for(at=AT, edition_slug="consultation-draft").edition.slug == (
        "consultation-draft"
    )


def test_an_edition_that_nobody_published_is_not_found():
    with pytest.raises(Http404):
        outline_for(at=AT, edition_slug="final")
