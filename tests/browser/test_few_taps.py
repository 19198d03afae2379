"""From the home page to the receipt with one comment: how much a person has to do for it."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import ABOUT_YOU, CHECK, ON_THE_WHOLE, PHONE, RESPOND
from tests.browser.test_keyboard import Keyboard

MOST_TAPS = 7
MOST_PAGES = 5
HAND = {"viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(HAND, id="on-a-phone"),
        pytest.param(PHONE | {"java_script_enabled": False}, id="without-javascript"),
    ],
)
def test_one_comment_takes_seven_taps_and_five_pages(browse, portal, options):
    visitor = browse(portal, **options).open("/")
    taps, pages = [], [visitor.page.url]

    def tap(target):
        target.click()
        taps.append(target)
        visitor.page.wait_for_load_state()
        if visitor.page.url != pages[-1]:
            pages.append(visitor.page.url)

    tap(visitor.page.get_by_role("main").get_by_role("link", name="Have your say").first)
    visitor.arrives_at(RESPOND)
    visitor.sees("Step 1 of 3, about 5 minutes in all")
    expect(visitor.page.get_by_role("main")).not_to_contain_text("no unsent response")
    tap(visitor.comment_box)
    visitor.page.keyboard.insert_text(ON_THE_WHOLE)
    tap(visitor.button("Save and continue"))
    visitor.arrives_at(ABOUT_YOU)
    visitor.sees("Step 2 of 3")
    tap(visitor.page.get_by_role("radio", name="A resident of County Durham"))
    tap(visitor.page.get_by_role("radio", name="Publish my comments without my name"))
    tap(visitor.button("Continue"))
    visitor.arrives_at(CHECK)
    visitor.sees("Step 3 of 3")
    tap(visitor.button("Send your response"))

    expect(visitor.heading).to_contain_text("Response sent")
    visitor.sees(ON_THE_WHOLE)
    assert len(taps) <= MOST_TAPS
    assert len(pages) <= MOST_PAGES


def test_one_comment_is_sent_from_the_home_page_with_the_keyboard_only(visitor):
    keyboard = Keyboard(visitor)
    visitor.open("/")

    keyboard.go_through(
        visitor.page.get_by_role("main").get_by_role("link", name="Have your say").first
    )
    keyboard.tab_to(visitor.comment_box)
    keyboard.type(ON_THE_WHOLE)
    keyboard.go_through(visitor.button("Save and continue"))
    keyboard.tab_to(visitor.page.get_by_role("radio").first)
    keyboard.press("Space")
    keyboard.tab_to(visitor.page.get_by_role("radio", name="Do not publish my comments"))
    keyboard.press("Space")
    keyboard.go_through(visitor.button("Continue"))
    keyboard.go_through(visitor.button("Send your response"))

    expect(visitor.heading).to_contain_text("Response sent")
