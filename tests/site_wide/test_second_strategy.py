"""A second strategy with a consultation of its own, loaded while the first one is open."""

import re

import pytest
from icalendar import Calendar

from consultation.models import Response
from site_wide.content import read
from site_wide.content.loading import load_strategy
from tests.conftest import london
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock", "loaded")]

FIRST = "/strategies/safe-durham-partnership-strategy-2024-29"
RESPOND = "/consultations/draft-strategy-2024-29/respond/"
SECOND = """\
slug: parks-plan
title: Children’s Parks & Rivers Plan
first_year: 2024
last_year: 2027
coverage: Countywide
contact: {name: The plans team, email: plans@example.org}
equality_impact: {state: under-way}
subgroups:
  - {slug: hate-crime-action-group, name: A group with a known address, formal: true}
edition:
  slug: parks-draft
  title: Parks & rivers draft
  published_at: 2024-04-10T09:00
  themes:
    - key: parks
      title: Safer parks’ and “children’s” rivers
      areas_of_focus:
        - key: paths
          title: Paths “quoted” & more – 🙂
          lead: hate-crime-action-group
          text: Kingfishers need quiet paths.
          goals:
            - {key: paths/goals/dry, title: Dry paths}
consultation:
  slug: parks-2024
  title: "Children’s parks & rivers: have <your> say"
  proposal: New paths.
  changeable: All of it.
  privacy_summary: We keep it safe.
  email: plans@example.org
  windows:
    - title: Everyone’s window
      audience: everyone
      opens_at: 2024-04-10T09:30
      last_minute: 2024-05-10T17:00
"""


@pytest.fixture
def loaded(db, tmp_path):
    file = tmp_path / "parks.yaml"
    file.write_text(SECOND)
    load_strategy(read(file), at=london("2024-04-10T09:20"))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", "Children’s Parks & Rivers Plan 2024–27"),
        ("/areas-of-focus/paths/", "Kingfishers need quiet paths."),
        ("/search/?q=kingfishers", "1 result for “kingfishers”"),
        ("/subgroups/hate-crime-action-group/", "A group with a known address"),
        ("/consultations/parks-2024/", "have <your> say"),
        (f"{FIRST}/", "Safe Durham Partnership Strategy 2024–29"),
        (f"{FIRST}/areas-of-focus/hate-crime/", "Hate crime"),
        (f"{FIRST}/search/?q=reoffending", "results for “reoffending”"),
        (f"{FIRST}/subgroups/hate-crime-action-group/", "Hate Crime Action Group"),
        (f"{FIRST}/contact/", "999"),
        (f"{FIRST}/timeline/", "Adoption by Full Council"),
        ("/consultations/draft-strategy-2024-29/", "11:59pm on Sunday 14 April 2024"),
        ("/strategies/", "Children’s Parks & Rivers Plan 2024–27"),
    ],
)
def test_everything_of_both_can_be_read(client, address, words):
    answer = client.get(address)

    assert answer.status_code == 200
    assert words in Page(answer).text


@pytest.mark.parametrize(
    "address",
    [
        *("areas-of-focus/hate-crime/", "themes/hate-crime-and-cohesion/"),
        *("areas-of-assurance/road-safety/", "subgroups/anti-social-behaviour-strategic-group/"),
    ],
)
def test_the_addresses_of_the_first_lead_on(client, address):
    assert client.get(f"/{address}")["Location"] == f"{FIRST}/{address}"


def test_people_can_respond_to_both(client):
    [link] = {
        link
        for link in Page(client.get("/areas-of-focus/paths/")).links
        if "about=paths/goals/dry" in link
    }
    client.post(link, {"text": "Drier."})
    client.post(f"{RESPOND}comment/?about=road-safety", {"text": "Slower."})

    about = {
        response.consultation.slug: [comment.part.key for comment in response.comments.all()]
        for response in Response.objects.all()
    }
    assert about == {
        "parks-2024": ["paths/goals/dry"],
        "draft-strategy-2024-29": ["road-safety"],
    }


def summaries(client, address):
    calendar = Calendar.from_ical(client.get(address).content)
    return [str(event["summary"]) for event in calendar.walk("VEVENT")]


def test_the_calendar_holds_the_dates_of_both_and_names_them(client):
    names = summaries(client, "/timeline.ics")

    assert (
        "Opens: Children’s parks & rivers: have <your> say (Everyone’s window) "
        "(Children’s Parks & Rivers Plan 2024–27)" in names
    )
    assert "Adoption by Full Council (Safe Durham Partnership Strategy 2024–29)" in names
    assert "Adoption by Full Council" in summaries(client, f"{FIRST}/timeline.ics")
    assert len(summaries(client, "/strategies/parks-plan/timeline.ics")) == 2  # it opens and closes


def test_the_feed_names_the_strategy_of_each(client):
    feed = client.get("/feed.xml").content.decode()

    assert "Strategy 2024–29) – Public consultation" in feed
    assert "Plan 2024–27) – Everyone’s window" in feed


def test_the_sitemap_lists_the_pages_of_both_and_each_is_there(client):
    pages = re.findall(
        r"<loc>http://testserver([^<]+)</loc>", client.get("/sitemap.xml").content.decode()
    )

    assert {"/areas-of-focus/paths/", f"{FIRST}/areas-of-focus/hate-crime/"} <= set(pages)
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert len(pages) == len(set(pages))
