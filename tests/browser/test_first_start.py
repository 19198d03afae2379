"""A partnership begins with an empty portal, and its officer uses only the browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.officers import create, sign_in

PARTNERSHIP = {
    "name": "Safer Northshire’s Partnership",
    "short_name": "Safer Northshire",
    "area": "Northshire",
    "resident": "A resident of Northshire",
    "purpose": "How we want Northshire to be safe.",
    "email": "safer@northshire.example",
    "controller": "Northshire Council",
    "controller_contact": "Town Hall, Northshire",
    "reference_prefix": "NSP",
}
STRATEGY = {
    "title": "Safer Northshire Strategy",
    "slug": "safer-northshire-2029",
    "first_year": "2029",
    "last_year": "2034",
    "coverage": "All of Northshire",
    "contact_name": "Jo Field",
    "contact_email": "jo@northshire.example",
}


@pytest.fixture
def portal(portals):
    return portals.empty_at("2029-04-10T10:00")


def test_an_officer_sets_up_an_empty_portal_in_the_browser(browse, portal):
    resident = browse(portal).open("/")
    expect(resident.heading).to_have_text("This site is being set up")

    officer = sign_in(browse, portal, "jo")
    expect_done(officer)
    officer.link("Set up the partnership").click()
    fill(officer, PARTNERSHIP)
    officer.page.locator("[name=palette_0]").select_option("violet")
    officer.button("Save").click()
    expect_done(officer, "The partnership")
    resident.open("/")
    expect(resident.heading).to_have_text("Nothing is published yet")
    expect(resident.page.get_by_role("contentinfo")).to_contain_text(PARTNERSHIP["name"])

    officer.link("Begin an empty strategy").click()
    fill(officer, STRATEGY)
    officer.page.locator("[name=equality_impact_state]").select_option("planned")
    officer.button("Save").click()
    officer.link("Begin the first draft").click()
    fill(officer, {"title": "Consultation draft", "slug": "draft-2029"})
    officer.button("Save").click()
    write_the_text(officer)

    create(portal, "alex")
    officer.open("/admin/")
    expect_done(officer, "The partnership", "The first strategy", "A second officer")


def write_the_text(officer):
    officer.link("Add an umbrella theme").click()
    fill(officer, {"title": "Safe streets"})
    officer.button("Save").click()
    officer.link("Add an area of focus").click()
    officer.link("Add the subgroup").click()
    fill(officer, {"name": "Street group", "slug": "street-group"})
    officer.button("Save").click()
    officer.open("/admin/")
    officer.link("Write its text").click()
    officer.link("Add an area of focus").click()
    fill(officer, {"title": "Night buses"})
    officer.page.locator("[name=lead]").select_option("Street group")
    officer.button("Save").click()
    expect(officer.page.get_by_role("main")).to_contain_text("Night buses")


def fill(officer, fields):
    for name, value in fields.items():
        officer.page.locator(f"[name={name}]").fill(value)


def expect_done(officer, *titles):
    done = officer.page.locator(".sdp-setting-up__done h3")
    expect(done).to_have_text([f"{title} Done" for title in titles])
