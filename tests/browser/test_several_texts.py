"""More than one text: a correction on the last day of a consultation, and the next strategy."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ANTI_SOCIAL_BEHAVIOUR,
    CONFIDENCE,
    CONFIDENCE_TITLE,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    Visitor,
)

CORRECTED_TITLE = "Increased public confidence to report anti-social behaviour"
# Both begin with the text that residents read now, as officers do.
PUBLISH = """
import datetime as dt
from strategy.models import Edition
from themes.drafting.new_draft import start_draft
from themes.publishing.publication import publish_edition
base = Edition.objects.get(slug="consultation-draft")
draft = start_draft(base=base, slug={slug!r}, title={title!r})
draft.goal_set.filter(key={key!r}).update(title={words!r})
draft.standing = {standing!r}
draft.save()
publish_edition(edition=draft, at=dt.datetime.fromisoformat({at!r}))
"""
NEXT = "/strategies/strategy-2029-34/"
NEXT_STRATEGY = """\
slug: strategy-2029-34
title: Safe Durham Partnership Strategy
first_year: 2029
last_year: 2034
coverage: Countywide
contact: {name: The strategy team, email: next@example.org}
equality_impact: {state: planned}
subgroups:
  - {slug: riders, name: Riders, formal: true}
edition:
  slug: draft-2029
  title: Draft for 2029
  published_at: 2028-09-18T09:00
  themes:
    - key: getting-about
      title: Getting about
      areas_of_focus:
        - key: bridleways
          title: Bridleways
          lead: riders
          goals:
            - {key: bridleways/goals/dry, title: Dry bridleways all year}
consultation:
  slug: draft-strategy-2029-34
  title: Draft strategy for 2029 to 2034
  proposal: Bridleways.
  changeable: All of it.
  privacy_summary: We keep it safe.
  email: next@example.org
  windows:
    - title: Public consultation
      audience: everyone
      opens_at: 2028-09-25T09:00
      last_minute: 2028-10-20T23:59
"""


def publish(portal, *, slug, title, standing, at, words=CONFIDENCE_TITLE):
    code = PUBLISH.format(
        slug=slug, title=title, standing=standing, at=at, words=words, key=CONFIDENCE
    )
    portal.manage("shell", "--no-imports", "-c", code)


@pytest.fixture
def last_evening(portals):
    return portals.at("2024-04-14T20:00", name="correcting")


@pytest.fixture
def years_later(portals, tmp_path):
    """2024–29 was adopted in 2024; the draft of 2029–34 is consulted on."""
    portal = portals.at("2028-10-02T10:00", name="next strategy")
    publish(
        portal,
        slug="adopted",
        title="Adopted",
        standing="in-force",
        at="2024-07-17T14:00+01:00",
    )
    file = tmp_path / "next.yaml"
    file.write_text(NEXT_STRATEGY)
    portal.manage("load_strategy", str(file), "--verbosity=0")
    return portal


def test_a_typing_error_corrected_on_the_last_evening_loses_nothing(browse, last_evening):
    visitor: Visitor = browse(last_evening)
    visitor.comment(ON_THE_WHOLE)
    publish(
        last_evening,
        slug="corrected",
        title="Corrected",
        standing="for-consultation",
        at="2024-04-14T20:00+01:00",
        words=CORRECTED_TITLE,
    )

    visitor.open(ANTI_SOCIAL_BEHAVIOUR).sees(CORRECTED_TITLE)
    visitor.open_inline_form(CORRECTED_TITLE)
    visitor.sees("They are different in “Corrected”")
    visitor.sees(CONFIDENCE_TITLE)
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.button("Save comment").click()
    visitor.sees("Your comment is saved.")
    expect(visitor.page.get_by_label("Your response")).to_contain_text("2 comments")

    visitor.say_who()
    visitor.send()

    for words in (ON_THE_WHOLE, ON_THE_GOAL, CONFIDENCE_TITLE):
        visitor.sees(words)


def test_the_next_draft_is_consulted_on_while_the_strategy_in_force_stays_where_it_was(
    browse, years_later
):
    visitor: Visitor = browse(years_later)

    visitor.open("/")
    expect(visitor.heading).to_have_text("Safe Durham Partnership Strategy 2024–29")
    visitor.sees("In force")
    visitor.open(ANTI_SOCIAL_BEHAVIOUR).sees(CONFIDENCE_TITLE)
    expect(visitor.link(re.compile("^Comment on this"))).to_have_count(0)

    visitor.open("/").link("About this consultation").click()
    visitor.arrives_at("/consultations/draft-strategy-2029-34/")
    visitor.link("Draft for 2029: themes, areas and goals").click()
    visitor.arrives_at(NEXT)
    visitor.sees("The strategy in force is the Safe Durham Partnership Strategy 2024–29")
    visitor.link("Getting about").first.click()
    visitor.link("1.1 Bridleways").first.click()
    visitor.arrives_at(f"{NEXT}areas-of-focus/bridleways/")
    visitor.open_inline_form("Dry bridleways")
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.button("Save comment").click()
    visitor.sees("Your comment is saved.")
    visitor.link("Review and send").click()
    visitor.link("Continue").click()
    visitor.choose_about_you()
    visitor.button("Continue").click()
    visitor.send()

    visitor.sees("Dry bridleways all year")
    visitor.open("/editions/consultation-draft/").sees("It was replaced by “Adopted”")
