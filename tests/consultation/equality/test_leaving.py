"""Whoever leaves the equality questions, answered or not, is led back to the receipt.

In the browser, which keeps the receipt's address to itself: see tests/browser/test_equality.py.
"""

import pytest

from tests.consultation import factories
from tests.consultation.equality.answering import THANKS, link_on
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def test_leaving_leads_to_a_page_that_says_that_all_is_well_and_how_to_go_back(
    client, public_window
):
    questions = Page(client.get(link_on(client, factories.sent(public_window))))
    assert f"{THANKS}?left" in questions.links

    page = Page(client.get(f"{THANKS}?left"))

    assert "Your response is complete. You left these questions unanswered." in page.text
    assert "To go back to your receipt, use your private link" in page.text
    assert "We have your answers" not in page.text


def test_the_receipt_s_address_is_only_where_browsers_tell_it_nobody(client, public_window):
    sent = factories.sent(public_window)
    [link] = [each for each in Page(client.get(sent.receipt_url())).links if "equality" in each]

    told, kept = link.split("#")

    assert kept == sent.receipt_url()
    assert sent.token not in told
    assert sent.token not in client.get(told).content.decode()
