"""Editions for tests. A draft has an ambition, and one theme with an area of each kind."""

import datetime as dt

from strategy.models import Edition, Section, SectionRole, Strategy
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, UmbrellaTheme
from themes.publishing.publication import publish_edition

LATER = dt.datetime(2024, 4, 1, 9, tzinfo=dt.UTC)


WORDS = "<p>A few words.</p>"


def strategy(slug="roads-2029-34", *, title="Roads Strategy", first_year=2029, groups=("riders",)):
    """Another strategy, with its subgroups."""
    created = Strategy.objects.create(
        slug=slug,
        title=title,
        first_year=first_year,
        last_year=first_year + 5,
        coverage="Countywide",
        equality_impact_state="planned",
        contact_name="The roads team",
        contact_email="roads@example.org",
    )
    for group in groups:
        created.subgroups.create(slug=group, name=f"Group of {group}")
    return created


def draft(
    strategy,
    *,
    slug="next",
    title="Next edition",
    sections=1,
    section_text=WORDS,
    goals=1,
    assured=1,
    **fields,
):
    edition = Edition.objects.create(strategy=strategy, slug=slug, title=title, **fields)
    for number in range(sections):
        Section.objects.create(
            edition=edition,
            key=f"section-{number}",
            title=f"Section {number}",
            text=section_text,
            role="" if number else SectionRole.AMBITION,
            position=number,
        )
    theme = UmbrellaTheme.objects.create(edition=edition, key="theme", title="A theme")
    focus = AreaOfFocus.objects.create(
        edition=edition,
        key="focus",
        title="An area of focus",
        theme=theme,
        lead=strategy.subgroups.first(),
    )
    for number in range(goals):
        Goal.objects.create(
            edition=edition,
            key=f"focus/goals/{number}",
            title=f"Goal {number}",
            area_of_focus=focus,
            position=number,
        )
    for number in range(assured):
        AreaOfAssurance.objects.create(
            edition=edition,
            key=f"assured-{number}",
            title=f"Assured {number}",
            theme=theme,
            position=number,
        )
    return edition


def published(strategy, *, at=LATER, **details):
    return publish_edition(edition=draft(strategy, **details), at=at)
