"""What every page of a strategy says from the closing of a consultation until the decision."""

import pytest

from strategy.models import Edition
from tests.conftest import london
from tests.consultation import factories
from tests.outcome.publishing import review_and_publish
from tests.strategy.factories import published
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db

CLOSED = (
    "“Draft Safe Durham Partnership Strategy 2024–29” closed at 11:59pm on Sunday 14 April 2024."
)
WAITING = f"{CLOSED} We’re considering what you told us. What happens next"
PAGES = ["/document/", "/areas-of-focus/hate-crime/", "/timeline/", "/privacy/", "/contact/"]


def read(client, address):
    page = Page(client.get(address))
    page.text = page.text.replace(" .", ".")
    return page


def in_force(edition, *, at):
    published(edition.strategy, standing=Edition.Standing.IN_FORCE, at=london(at))


@pytest.mark.parametrize("address", PAGES)
def test_every_page_says_that_we_consider_what_people_said(client, set_clock, address):
    set_clock("2024-04-15T00:00")

    page = read(client, address)

    assert WAITING in page.text
    assert "/consultations/draft-strategy-2024-29/" in page.links


def test_none_says_so_while_the_consultation_is_open_or_to_come(client, set_clock):
    for moment in ("2024-03-10T10:00", "2024-04-14T23:59:59"):
        set_clock(moment)

        assert CLOSED not in read(client, "/document/").text


@pytest.mark.parametrize(
    "address",
    ["/consultations/", "/consultations/draft-strategy-2024-29/", "/no-such-page/"],
)
def test_pages_about_a_consultation_say_it_in_their_own_words(client, set_clock, address):
    set_clock("2024-04-15T00:00")

    assert WAITING not in read(client, address).text


def test_the_home_page_says_it_once(client, set_clock):
    set_clock("2024-04-15T00:00")

    assert read(client, "/").text.count("closed at 11:59pm on Sunday 14 April 2024.") == 1


def test_once_responses_are_published_it_leads_to_them(client, set_clock, consultation):
    set_clock("2024-05-02T10:00")
    review_and_publish(
        consultation=consultation, seen=None, by=factories.officer(), at=london("2024-05-01T10:00")
    )

    page = read(client, "/document/")

    assert f"{CLOSED} Read what people told us" in page.text
    assert "/consultations/draft-strategy-2024-29/responses/" in page.links


def test_it_ends_when_the_strategy_that_was_decided_is_published(client, set_clock, edition):
    in_force(edition, at="2024-07-17T09:00")

    set_clock("2024-07-17T08:59:59")
    assert WAITING in read(client, "/timeline/").text
    set_clock("2024-07-17T09:00")
    assert CLOSED not in read(client, "/timeline/").text
    assert "The strategy has been decided since." in read(client, "/").text


def test_a_text_in_force_from_before_the_closing_decides_nothing(client, set_clock, edition):
    in_force(edition, at="2024-04-10T09:00")
    set_clock("2024-04-24T10:00")

    assert WAITING in read(client, "/timeline/").text
