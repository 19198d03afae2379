"""A group's link: from the officer's page to the response that came by it, without a cookie."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import ABOUT_YOU, COOKIE, ON_THE_WHOLE, RESPOND
from tests.browser.officers import sign_in

GROUPS = "/admin/consultation/circulationgroup/"
GROUP = "Youth Council"
VIA = "?via=youth-council"


@pytest.fixture
def portal(portals):
    return portals.at("2024-04-10T10:00", name="shared-links")


@pytest.fixture
def officer(browse, portal):
    return sign_in(browse, portal, "example-officer")


def cookies(visitor) -> set[str]:
    return {cookie["name"] for cookie in visitor.page.context.cookies()}


def test_whoever_comes_by_the_link_is_counted_for_the_group(browse, portal, officer):
    officer.open(GROUPS).link(GROUP).click()
    link = officer.page.locator(".sdp-copyable").get_attribute("href")
    code = officer.page.get_by_role("img", name="QR code of the link")
    assert code.evaluate("image => image.complete && image.naturalWidth > 0")
    for name, end in {"QR code as PNG": ".png", "Poster to print (PDF, A4)": ".pdf"}.items():
        with officer.page.expect_download() as download:
            officer.link(name).click()
        assert download.value.suggested_filename.endswith(end)

    # Reading sets no cookie; the link goes on through the pages into the comment.
    visitor = browse(portal).open(link)
    assert cookies(visitor) == set()
    visitor.link("Start your response").click()
    visitor.arrives_at(f"{RESPOND}{VIA}")
    visitor.comment_box.fill(ON_THE_WHOLE)
    assert COOKIE not in cookies(visitor)
    visitor.button("Save and continue").click()
    visitor.arrives_at(ABOUT_YOU)
    visitor.say_who()
    visitor.send()

    officer.open(GROUPS)
    row = officer.page.get_by_role("row").filter(has_text=GROUP)
    expect(row.locator(".field-responses")).to_have_text("1")
    row.get_by_role("link", name="1", exact=True).click()
    expect(officer.link(visitor.reference())).to_be_visible()


def test_officers_log_when_the_link_was_shared(officer):
    officer.open(GROUPS).link("Rainbow Group").click()
    officer.page.locator("[name=sharings-0-shared_on]").fill("19/03/2024")
    officer.page.locator("[name=sharings-0-how]").fill("Email to the chair")
    officer.page.locator("[name=sharings-0-by]").fill("Jo Example")
    officer.page.get_by_role("button", name="Save", exact=True).click()

    row = officer.page.get_by_role("row").filter(has_text="Rainbow Group")
    expect(row).to_contain_text("19 March 2024")
