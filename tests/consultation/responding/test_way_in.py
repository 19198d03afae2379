"""“Have your say” in the menu leads to the box by the shortest way that there is."""

import re

import pytest

from tests.conftest import london
from tests.consultation import factories
from tests.consultation.responding.test_responding import OVERVIEW
from tests.strategy.reading import Page

LIST = "/consultations/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(edition):
    """Open from 9 April to 10 May 2024."""
    consultation = factories.prepared(edition)
    consultation.went_live_at, consultation.went_live_by = factories.BEGUN, factories.officer()
    consultation.save()
    return consultation


@pytest.fixture
def menu(client, set_clock):
    """Where it leads at a moment."""

    def menu(moment, address="/timeline/"):
        set_clock(moment)
        return Page(client.get(address)).links

    return menu


@pytest.mark.parametrize("address", ["/", "/timeline/", "/privacy/", "/search/?q=crime", LIST])
def test_while_one_consultation_is_open_it_leads_to_its_box(client, menu, address):
    links = menu("2024-04-10T10:00", address)

    assert OVERVIEW in links
    assert "textarea" in [tag for tag, _ in Page(client.get(OVERVIEW)).tags]


@pytest.mark.parametrize("moment", ["2024-03-10T10:00", "2024-04-15T00:00", "2024-08-01T10:00"])
def test_while_none_is_open_it_leads_to_the_list(menu, moment):
    links = menu(moment)

    assert LIST in links
    assert OVERVIEW not in links


def test_with_two_it_leads_to_the_list_which_leads_to_each_box(menu, second):
    assert second.state(at=london("2024-04-10T10:00")) == "open"

    links = menu("2024-04-10T10:00")

    assert LIST in links
    assert OVERVIEW not in links
    listed = menu("2024-04-10T10:00", LIST)
    assert OVERVIEW in listed
    assert "/consultations/next/respond/" in listed


def test_a_page_that_is_not_there_leads_to_the_list(menu):
    assert LIST in menu("2024-04-10T10:00", "/no-such-page/")


def test_links_of_one_name_lead_to_one_place(client, set_clock, consultation):
    """The menu leads to the box, and the breadcrumb of a consultation to the list."""
    html = client.get(consultation.get_absolute_url()).content.decode()

    named = re.findall(r'href="([^"]+)"[^>]*>Have your say</a>', html)
    assert named == [OVERVIEW]
    assert f'href="{LIST}">Consultations</a>' in html
