"""An officer finds what a resident sent."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import CONFIDENCE, CONFIDENCE_TITLE, ON_THE_GOAL, ON_THE_WHOLE
from tests.browser.officers import sign_in


@pytest.fixture
def officer(browse, portal):
    return sign_in(browse, portal, "officer")


def test_an_officer_finds_a_sent_response_by_its_reference_and_reads_it(visitor, officer):
    visitor.comment(ON_THE_GOAL, about=CONFIDENCE)
    visitor.get_ready_to_send()
    visitor.send()
    reference = visitor.reference()

    officer.link("Responses").first.click()
    officer.page.get_by_label("Search", exact=True).fill(reference)
    officer.button("Search").click()
    officer.sees(f"found for “{reference}”")
    officer.link(reference).click()

    page = officer.page.get_by_role("main")
    expect(page).to_contain_text(reference)
    expect(page).to_contain_text(ON_THE_GOAL)
    expect(page).to_contain_text(CONFIDENCE_TITLE)
    expect(page).to_contain_text(ON_THE_WHOLE)
    expect(page).to_contain_text("A resident of County Durham")


def test_an_officer_cannot_change_a_sent_response(visitor, officer, portal):
    visitor.get_ready_to_send()
    visitor.send()
    [[pk]] = portal.execute(
        "SELECT id FROM consultation_response WHERE reference = %s", visitor.reference()
    )

    officer.open(f"/admin/consultation/response/{pk}/change/")

    expect(officer.page.get_by_text(visitor.reference()).first).to_be_visible()
    expect(officer.button("Save")).to_have_count(0)
    expect(officer.link("Delete")).to_have_count(0)
    expect(officer.page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
