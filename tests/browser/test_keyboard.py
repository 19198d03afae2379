"""The main job with nothing but a keyboard: the focus is always seen and goes where one looks."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.journey import (
    ANTI_SOCIAL_BEHAVIOUR,
    CONFIDENCE_TITLE,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    Visitor,
)

MOST_STEPS = 150

# A ring around the element that has the focus, or around what stands for it: its label, drawn in
# ::before for radios.
FOCUS_IS_SEEN = """element => {
  const drawn = [element, ...(element.labels ?? [])].flatMap(
    part => [null, '::before', '::after'].map(pseudo => getComputedStyle(part, pseudo)))
  return element.matches(':focus-visible') && drawn.some(style =>
    (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) ||
    style.boxShadow !== 'none')
}"""


class Keyboard:
    def __init__(self, visitor: Visitor):
        self.page = visitor.page

    def press(self, *keys: str):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str):
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator):
        target.wait_for()
        for _ in range(MOST_STEPS):
            self.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                assert target.evaluate(FOCUS_IS_SEEN), "The focus cannot be seen."
                return
        raise AssertionError(f"{target} cannot be reached with the Tab key.")

    def go_through(self, target: Locator):
        self.tab_to(target)
        self.press("Enter")


def test_a_response_is_written_and_sent_with_the_keyboard_only(visitor):
    keyboard = Keyboard(visitor)
    page = visitor.page
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)

    keyboard.go_through(visitor.link(re.compile(f"^Comment on this.*{CONFIDENCE_TITLE}")))
    form = page.get_by_role("region", name=re.compile(f"Comment on.*{CONFIDENCE_TITLE}"))
    expect(form.get_by_role("heading")).to_be_focused()
    keyboard.tab_to(visitor.comment_box)
    keyboard.go_through(visitor.button("Save comment"))
    expect(visitor.comment_box).to_be_focused()
    expect(visitor.comment_box).to_have_accessible_description(re.compile("Enter your comment."))
    keyboard.type(ON_THE_GOAL)
    keyboard.go_through(visitor.button("Save comment"))
    expect(page.get_by_role("status")).to_be_focused()

    keyboard.go_through(visitor.link("Review and send your response"))
    keyboard.go_through(visitor.link("Comment on the whole strategy"))
    keyboard.tab_to(visitor.comment_box)
    keyboard.type(ON_THE_WHOLE)
    keyboard.go_through(visitor.button("Save comment"))
    visitor.sees("Your response has 2 comments")

    keyboard.go_through(visitor.link("Continue"))
    keyboard.go_through(visitor.button("Continue"))
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    keyboard.go_through(visitor.problem.get_by_role("link").first)
    resident = page.get_by_role("radio", name="A resident of County Durham")
    expect(resident).to_be_focused()
    keyboard.press("Space")
    expect(resident).to_be_checked()
    keyboard.tab_to(page.get_by_role("radio", name="Do not publish my comments"))
    keyboard.press("Space", "ArrowDown")
    expect(page.get_by_role("radio", name="Publish my comments without my name")).to_be_checked()
    keyboard.go_through(visitor.button("Continue"))

    keyboard.go_through(visitor.button("Send your response"))
    expect(visitor.heading).to_contain_text("Response sent")
    visitor.sees(ON_THE_GOAL)
    visitor.sees(ON_THE_WHOLE)


def test_the_first_stop_on_a_page_leads_past_the_navigation(visitor):
    keyboard = Keyboard(visitor)
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)

    keyboard.press("Tab")
    expect(visitor.link("Skip to main content")).to_be_focused()
    expect(visitor.link("Skip to main content")).to_be_in_viewport()
    keyboard.press("Enter", "Tab")

    main = visitor.page.get_by_role("main")
    assert main.evaluate("element => element.contains(document.activeElement)")


def test_cancelling_the_inline_form_leads_back_to_where_it_was_opened(visitor):
    keyboard = Keyboard(visitor)
    opener = visitor.open(ANTI_SOCIAL_BEHAVIOUR).link(
        re.compile(f"^Comment on this.*{CONFIDENCE_TITLE}")
    )
    keyboard.go_through(opener)
    expect(visitor.comment_box).to_be_visible()

    keyboard.go_through(visitor.link("Cancel"))

    expect(visitor.comment_box).to_have_count(0)
    expect(opener).to_be_focused()


def test_words_are_not_thrown_away_without_being_asked(visitor):
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(ON_THE_GOAL)

    visitor.page.once("dialog", lambda dialog: dialog.dismiss())
    visitor.link("Cancel").click()
    expect(visitor.comment_box).to_have_value(ON_THE_GOAL)
    visitor.link(re.compile(f"^Comment on this.*{CONFIDENCE_TITLE}")).click()
    expect(visitor.comment_box).to_have_value(ON_THE_GOAL)
    expect(visitor.comment_box).to_be_focused()

    visitor.page.once("dialog", lambda dialog: dialog.accept())
    visitor.link("Cancel").click()
    expect(visitor.comment_box).to_have_count(0)
