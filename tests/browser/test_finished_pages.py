"""Two servers on one database, as on two machines: neither answers with a page that is old."""

import pytest

from tests.browser.journey import CONSULTATION
from tests.browser.plain_http import get
from tests.browser.portals import SOON_GIVES_UP
from tests.conftest import london

START = "2024-04-10T10:00"
PUBLIC = ["/", "/themes/hate-crime-and-cohesion/", "/document/", "/timeline/", CONSULTATION]
LATER = london("2024-04-20T12:00")


@pytest.fixture
def two_portals(portals):
    first = portals.at(START, name="one-of-two", **SOON_GIVES_UP)
    return first, portals.beside(first, name="two-of-two", **SOON_GIVES_UP)


def test_a_date_that_is_changed_is_on_both_at_the_next_request(two_portals):
    pages = [get(portal, CONSULTATION) for portal in two_portals]
    again = [get(portal, CONSULTATION) for portal in two_portals]
    assert [page.headers["ETag"] for page in pages] == [page.headers["ETag"] for page in again]
    assert not any("20 April 2024" in page.text for page in again)

    two_portals[0].close_public_window(at=LATER)

    assert all("20 April 2024" in get(portal, CONSULTATION).text for portal in two_portals)
    two_portals[0].close_public_window(at=london("2024-04-15T00:00"))
    assert not any("20 April 2024" in get(portal, CONSULTATION).text for portal in two_portals)


def test_without_the_database_both_serve_what_they_have_and_say_so(two_portals):
    pages = [get(portal, "/") for portal in two_portals]

    two_portals[0].lose_database()

    try:
        assert [get(portal, "/").text for portal in two_portals] == [page.text for page in pages]
        ready = [get(portal, "/readyz") for portal in two_portals]
        assert [answer.status for answer in ready] == [503, 503]
        assert all("public pages are served as they were" in answer.text for answer in ready)
    finally:
        two_portals[0].find_database_again()


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_sets_no_cookie_and_may_be_asked_for_again(portal, path):
    page = get(portal, path)

    assert page.status == 200
    assert page.headers["Set-Cookie"] is None
    assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = get(portal, path, **{"If-None-Match": page.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
