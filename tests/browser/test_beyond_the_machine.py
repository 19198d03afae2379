"""What axe does not see, held after a pass by hand (docs/accessibility.md)."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ABOUT_YOU,
    ANTI_SOCIAL_BEHAVIOUR,
    COMMENT,
    CONSULTATION,
    ON_THE_WHOLE,
    PHONE,
    RESPOND,
)

ZOOMED = {"viewport": {"width": 320, "height": 256}}  # 1280 by 1024 at 400 %
PAGES = [
    "/",
    "/themes/sexual-violence-and-violent-crime/",
    ANTI_SOCIAL_BEHAVIOUR,
    "/document/",
    "/search/?q=hate",
    "/contact/",
    CONSULTATION,
    COMMENT,
]
TEXT_SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
                       word-spacing: 0.16em !important }
                   p { margin-bottom: 2em !important }"""  # WCAG 1.4.12
SET_STYLES = """css => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
}"""
COVERED = """() => {
  const focused = document.activeElement
  if (focused === document.body) return null
  const seen = [...focused.getClientRects()].some(box => {
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    return top && (focused.contains(top) || top.contains(focused))
  })
  return seen ? '' : focused.outerHTML.slice(0, 150)
}"""
CONTROLS = """() => [...document.querySelectorAll('a[href], button, summary')]
  .filter(control => control.checkVisibility({ visibilityProperty: true }))
  .map(control => {
    const { width, height } = control.getBoundingClientRect()
    const isInText = getComputedStyle(control).display === 'inline'
    const isSmall = width > 1 && !isInText && (width < 24 || height < 24)
    const name = control.textContent.replace(/\\s+/g, ' ').trim()
    return { name, leads: control.href, isSmall }
  })"""
BREAKS = {
    "a box": "h1 { width: 500px }",
    "a box that the page cuts off": "body { overflow-x: hidden } h1 { width: 500px }",
    "a line of text": "main { overflow: clip } #main-content h1 { zoom: 5; white-space: pre }",
    "a box beyond the left edge": "h1 { margin-left: -40px }",
}


def answer_begun(visitor):
    visitor.comment(ON_THE_WHOLE)
    return [*PAGES, RESPOND, ABOUT_YOU]


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS.keys())
def test_the_check_for_what_sticks_out_can_fail(browse, portal, broken):
    visitor = browse(portal, **PHONE).open("/cookies/")
    assert visitor.sticks_out() == []

    visitor.page.evaluate(SET_STYLES, broken)

    assert visitor.sticks_out() != []


def test_nothing_is_cut_at_400_percent_with_wide_text_spacing(browse, portal):
    visitor = browse(portal, **ZOOMED)

    found = {}
    for address in answer_begun(visitor):
        visitor.open(address).page.evaluate(SET_STYLES, TEXT_SPACING)
        found[address] = visitor.sticks_out()

    assert {address: wide for address, wide in found.items() if wide} == {}


def test_what_has_the_focus_is_never_under_the_bar_of_a_response(browse, portal):
    visitor = browse(portal, viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    visitor.comment(ON_THE_WHOLE)

    for address in ("/", "/areas-of-focus/hate-crime/"):
        visitor.open(address)
        visitor.page.keyboard.press("Tab")
        while (covered := visitor.page.evaluate(COVERED)) is not None:
            assert covered == "", address
            visitor.page.keyboard.press("Tab")


def test_links_of_one_name_lead_to_one_place_and_nothing_is_hard_to_hit(browse, portal):
    visitor = browse(portal)

    for address in answer_begun(visitor):
        leads = {}
        controls = visitor.open(address).page.evaluate(CONTROLS)
        assert [control["name"] for control in controls if control["isSmall"]] == [], address
        for control in controls:
            if "leads" in control:
                leads.setdefault(control["name"], set()).add(control["leads"])
        assert {name: to for name, to in leads.items() if len(to) > 1} == {}, address


def test_a_screen_reader_hears_once_that_words_are_saved_on_the_device(visitor):
    status = visitor.open(COMMENT).page.get_by_role("main").get_by_role("status")
    expect(status).to_have_text("")

    visitor.comment_box.fill(ON_THE_WHOLE)

    expect(status).to_have_text("Saved on this device")
    visitor.page.evaluate(
        """() => { window.heard = 0
          new MutationObserver(changes => { window.heard += changes.length })
            .observe(document.querySelector('main [role=status]'),
                     { characterData: true, childList: true, subtree: true }) }"""
    )
    kept = visitor.page.evaluate_handle("() => Object.values(localStorage).join()")
    visitor.comment_box.fill(f"{ON_THE_WHOLE} And more.")
    visitor.page.wait_for_function("kept => Object.values(localStorage).join() !== kept", arg=kept)
    assert visitor.page.evaluate("window.heard") == 0


def test_a_screen_reader_hears_that_a_pressed_button_works(visitor):
    visitor.open(ANTI_SOCIAL_BEHAVIOUR).open_inline_form()
    visitor.comment_box.fill(ON_THE_WHOLE)
    held = []
    visitor.page.route(re.compile("/respond/comment/"), lambda route: held.append(route))  # noqa: PLW0108

    visitor.button("Save comment").click()

    expect(visitor.page.locator(".sdp-busy[aria-live=polite]")).to_have_text("Saving…")
    held[0].continue_()
    expect(visitor.page.get_by_role("status")).to_contain_text("is saved")
