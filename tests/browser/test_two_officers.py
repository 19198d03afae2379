"""Two officers on one consultation, with the editor's scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.officers import sign_in

PAGE = "/admin/consultation/consultation/1/change/"


@pytest.fixture
def portal(portals):
    return portals.at("2024-04-10T10:00", name="two-officers")


def acts(portal):
    [[number]] = portal.execute("SELECT count(*) FROM sdp_portal_act WHERE kind = 'changed'")
    return number


def test_the_second_officer_sees_both_texts_and_loses_nothing(browse, portal):
    ann, jo = sign_in(browse, portal, "ann"), sign_in(browse, portal, "jo")
    for officer in (ann, jo):
        officer.open(PAGE)
        expect(officer.page.locator(".ProseMirror").first).to_be_editable()

    # The editor writes HTML in its own way, and that is no change.
    ann.button("Save and continue editing").click()
    expect(ann.page.get_by_text("was changed successfully")).to_be_visible()
    assert acts(portal) == 0

    ann.page.locator(".ProseMirror").first.press("End")
    ann.page.keyboard.type(" Ann’s words.")
    ann.button("Save and continue editing").click()
    expect(ann.page.get_by_text("was changed successfully")).to_be_visible()
    jo.page.get_by_label("Title").fill("Jo’s title – “ours”")
    jo.button("Save and continue editing").click()

    told = jo.page.get_by_role("alert")
    expect(told).to_contain_text("ann saved this consultation")
    expect(told).to_contain_text("theirs is in the form below")
    jo.button("Save and continue editing").click()
    expect(jo.page.get_by_text("was changed successfully")).to_be_visible()
    assert jo.page.get_by_label("Title").input_value() == "Jo’s title – “ours”"
    expect(jo.page.locator(".ProseMirror").first).to_contain_text("Ann’s words.")
    assert acts(portal) == 2
