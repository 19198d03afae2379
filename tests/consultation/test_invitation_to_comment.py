"""The summary and the whole document end with an invitation to comment while people can."""

import pytest

from sdp_portal.pages.public import HOLDS_UNTIL, PAGES_KEPT
from tests.consultation.responding.test_responding import OVERVIEW
from tests.strategy.reading import Page

pytestmark = pytest.mark.django_db

INVITATION = "What do you think? You can comment until 11:59pm on Sunday 14 April 2024"
TEXTS = ["/summary/", "/document/", "/editions/consultation-draft/summary/"]


@pytest.mark.parametrize("address", TEXTS)
@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2024-03-17T23:59:59", False),
        ("2024-03-18T00:00", True),
        ("2024-04-14T23:59:59", True),
        ("2024-04-15T00:00", False),
        ("2024-04-17T10:00", False),
        ("2024-08-01T10:00", False),
    ],
)
def test_a_text_ends_with_it_from_the_opening_to_the_closing(
    client, set_clock, address, moment, is_open
):
    set_clock(moment)

    page = Page(client.get(address))

    assert (INVITATION in page.text) is is_open
    assert (OVERVIEW in page.links) is is_open


@pytest.mark.parametrize("address", TEXTS)
def test_the_page_is_kept_no_longer_than_it_holds(client, set_clock, address, public_window):
    for moment, until in [
        ("2024-03-17T23:30", public_window.opens_at),
        ("2024-04-14T23:30", public_window.closes_at),
    ]:
        set_clock(moment)

        answer = client.get(address, **{PAGES_KEPT: True})

        assert answer.wsgi_request.META[HOLDS_UNTIL] == until
