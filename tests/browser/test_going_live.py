"""An officer completes a consultation's checklist and goes live; only then the public sees it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.officers import sign_in

PAGE = "/consultations/next/"


@pytest.fixture
def portal(portals):
    """With a consultation that is not live and says neither what is proposed nor until when."""
    portal = portals.at("2024-04-10T10:00", name="going-live")
    portal.execute(
        "INSERT INTO consultation_consultation (edition_id, slug, title, proposal, changeable, "
        "next_steps, privacy_summary, email, telephone, post, other_formats, reference_prefix, "
        "late_because) SELECT edition_id, 'next', 'The next one', '', changeable, '', "
        "privacy_summary, email, '', '', '', 'NXT', '' FROM consultation_consultation"
    )
    return portal


def test_the_checklist_leads_from_the_first_screen_to_the_public_page(browse, portal):
    def without_javascript(portal):
        return browse(portal, java_script_enabled=False)

    public = browse(portal)
    officer = sign_in(without_javascript, portal, "jo")
    officer.link(re.compile("^Checklist.*The next one")).click()
    checklist = officer.page.url
    expect(officer.page.get_by_text("Missing", exact=True)).to_have_count(3)
    expect(officer.button("Go live")).to_have_count(0)

    officer.link(re.compile("^Add it.*What is proposed")).click()
    officer.page.locator("[name=proposal]").fill("Other goals.")
    officer.page.locator("[name=response_due_on]").fill("31/07/2024")
    officer.button("Save").click()
    officer.page.goto(checklist)
    officer.link(re.compile("^Add it.*Windows")).click()
    officer.page.locator("[name=title]").fill("Everyone, once more")
    officer.page.locator("[name=audience]").select_option("everyone")
    for name, value in {
        "opens_at_0": "09/04/2024",
        "opens_at_1": "09:00",
        "last_minute_0": "30/04/2024",
        "last_minute_1": "23:59",
    }.items():
        officer.page.locator(f"[name={name}]").fill(value)
    officer.button("Save").click()
    assert public.page.request.get(PAGE).status == 404
    public.open("/consultations/")
    expect(public.page.get_by_role("main")).not_to_contain_text("The next one")

    officer.page.goto(checklist)
    expect(officer.page.get_by_text("Missing", exact=True)).to_have_count(0)
    officer.button("Go live").click()
    officer.sees(
        "Everyone, once more: everyone, from now on until 11:59pm on Tuesday 30 April 2024"
    )
    officer.button("Go live now").click()

    expect(officer.page.locator(".messagelist")).to_contain_text("The public can see it now.")
    officer.link("See its page").click()
    officer.sees("Other goals.")
    public.open("/consultations/").link("The next one").click()
    public.sees("Other goals.")
    public.sees("Equality impact assessment")
