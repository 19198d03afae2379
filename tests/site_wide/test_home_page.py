"""The home page says what the partnership wants, and how its consultations stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish
from tests.strategy.factories import published, strategy
from tests.strategy.reading import Page

CONSULTATION = "/consultations/draft-strategy-2024-29/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


@pytest.fixture
def home(client, set_clock):
    def home(moment):
        set_clock(moment)
        return Page(client.get("/"))

    return home


def test_the_goals_are_there_in_words(home, edition):
    page = home("2024-04-10T10:00")

    goals = edition.parts.filter(kind="goal").values_list("title", flat=True)
    assert len(goals) == 9
    assert all(goal in page.text for goal in goals)


def test_before_opening_it_says_when_people_can_respond(home, consultation):
    page = home("2024-03-10T10:00")

    assert "You can have your say soon" in page.text
    assert "opens on Monday 18 March 2024" in page.text
    assert "closes at 11:59pm on Sunday 14 April 2024" in page.text
    assert CONSULTATION in page.links


@pytest.mark.parametrize(
    "address", ["/", "/consultations/", CONSULTATION, f"{CONSULTATION}responses/"]
)
def test_an_opening_in_the_day_is_told_with_its_time(
    client, set_clock, consultation, public_window, address
):
    type(public_window).objects.filter(pk=public_window.pk).update(
        opens_at=london("2024-03-18T09:00")
    )
    set_clock("2024-03-10T10:00")

    assert "pens at 9am on Monday 18 March 2024" in Page(client.get(address)).text


def test_a_consultation_in_preparation_is_not_there(home, consultation):
    type(consultation).objects.filter(pk=consultation.pk).update(went_live_at=None)

    assert "You can have your say soon" not in home("2024-03-10T10:00").text


def test_while_it_is_open_the_card_with_the_button_is_enough(home, consultation):
    page = home("2024-04-10T10:00")

    assert "You can have your say soon" not in page.text
    assert "Consultation closed" not in page.text
    assert page.text.count(consultation.title) == 2  # in the card, and hidden in its button


def test_after_closing_it_says_that_we_are_considering(home, consultation):
    page = home("2024-05-01T10:00")

    assert "Consultation closed" in page.text
    assert "11:59pm on Sunday 14 April 2024" in page.text
    assert "We’re considering what you told us." in page.text
    assert CONSULTATION in page.links


def test_once_responses_are_published_it_leads_to_them(home, consultation):
    release = review_and_publish(
        consultation=consultation,
        seen=None,
        by=factories.officer(),
        at=london("2024-05-01T10:00"),
    )

    before, after = home("2024-05-01T09:59"), home("2024-05-01T10:00")

    assert release.get_absolute_url() not in before.links
    assert release.get_absolute_url() in after.links
    assert "We’re considering" not in after.text


def test_a_consultation_on_another_strategy_is_not_there(home, edition, consultation):
    roads = published(strategy(), slug="roads", title="Roads draft", at=london("2024-03-05T10:00"))
    factories.prepared(roads, slug="roads", went_live_at=london("2024-03-06T10:00"))

    page = home("2024-05-01T10:00")

    assert CONSULTATION not in page.links
    assert "/consultations/roads/" in page.links


def test_queries_do_not_grow_with_closed_consultations(client, set_clock, edition, consultation):
    set_clock("2034-05-01T10:00")
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get("/")

    for number in range(5):
        live = london("2024-03-05T10:00")
        factories.prepared(edition, slug=f"again-{number}", went_live_at=live)

    with CaptureQueriesContext(connection) as six:
        client.get("/")
    assert len(one) == len(six)


# The summary


def test_the_summary_says_the_ambition_and_every_theme_with_its_goals(client, edition):
    page = Page(client.get("/summary/"))

    themes = edition.parts.filter(kind__in=["theme", "goal"]).values_list("title", flat=True)
    assert page.headings[0] == (
        1,
        "Safe Durham Partnership Strategy 2024–29 in short What we will do",
    )
    assert "Durham is a county where everyone can feel and be safe" in page.text
    assert all(title in page.text for title in themes)


def test_the_summary_of_an_edition_stays_at_its_address(client, edition):
    page = Page(client.get(f"/editions/{edition.slug}/summary/"))

    assert f"/editions/{edition.slug}/document/" in page.links
