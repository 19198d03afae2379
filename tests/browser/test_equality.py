"""From the receipt to the equality questions and back, though their page does not know it."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def sender(browse, portal):
    visitor = browse(portal)
    visitor.get_ready_to_send()
    visitor.send()
    return visitor


def test_leaving_without_answering_leads_back_to_the_receipt(sender):
    receipt = sender.page.url

    sender.link("Answer questions about you").click()
    sender.link("Leave without answering").click()

    expect(sender.page).to_have_url(receipt)


def test_whoever_has_answered_is_led_back_too(sender):
    receipt = sender.page.url

    sender.link("Answer questions about you").click()
    sender.page.get_by_role("radio", name="Prefer not to say").first.check()
    sender.button("Send my answers").click()
    sender.sees("We have your answers.")
    sender.link("Back to your receipt").click()

    expect(sender.page).to_have_url(receipt)
