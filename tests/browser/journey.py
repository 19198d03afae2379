"""The steps of responding, in the words that a person sees."""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.portals import Portal
from tests.browser.watching import Watch

CONSULTATION = "/consultations/draft-strategy-2024-29/"
RESPOND = f"{CONSULTATION}respond/"
COMMENT = f"{RESPOND}comment/"
CHECK = f"{RESPOND}check/"
ABOUT_YOU = f"{RESPOND}about-you/"
ANTI_SOCIAL_BEHAVIOUR = "/areas-of-focus/anti-social-behaviour/"
CONFIDENCE = "anti-social-behaviour/goals/confidence-to-report"
CONFIDENCE_TITLE = "Increased public confidence to report ASB"
ON_THE_GOAL = "I would report more if I heard what came of it."
ON_THE_WHOLE = "Clear, and short enough to be read."
REFERENCE = re.compile(r"SDP-[2-9B-Z]{4}-[2-9B-Z]{4}")
PHONE = {"viewport": {"width": 320, "height": 640}}
COOKIE = "response-draft-strategy-2024-29"

# The box of every element and of every line of its text, also where the page cuts them off and so
# does not scroll. Left out: what scrolls by itself, drawings, and words for screen readers only.
STICKS_OUT = """() => {
  const page = document.documentElement
  const leftOut = new Set()
  const line = document.createRange()
  const isOutside = box => box.width > 1 && (box.left < -1 || box.right > page.clientWidth + 1)
  const boxesOf = element => [element, ...element.childNodes].flatMap(node => {
    if (node === element) return [element.getBoundingClientRect()]
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) return []
    line.selectNodeContents(node)
    return [...line.getClientRects()]
  })
  const wide = [...document.querySelectorAll('body *')].filter(element => {
    const { overflowX, clipPath, clip } = getComputedStyle(element)
    const isForReadersOnly = clipPath === 'inset(50%)' || clip === 'rect(0px, 0px, 0px, 0px)'
    if (leftOut.has(element.parentElement) || isForReadersOnly ||
        !element.checkVisibility({ visibilityProperty: true })) {
      leftOut.add(element)
      return false
    }
    const isMeasuredAsOne = /auto|scroll/.test(overflowX) || element.matches('svg')
    if (isMeasuredAsOne) leftOut.add(element)
    return (isMeasuredAsOne ? [element.getBoundingClientRect()] : boxesOf(element)).some(isOutside)
  })
  const words = wide.map(element => element.outerHTML.slice(0, 150))
  return page.scrollWidth > page.clientWidth ? ['The page scrolls sideways', ...words] : words
}"""


@dataclass
class Visitor:
    """Somebody at a browser, and what they do in it."""

    portal: Portal
    page: Page
    watch: Watch

    def open(self, address: str):
        self.page.goto(address)
        return self

    def read(self, address: str) -> str:
        """Open a page; its HTML as the server sent it."""
        return self.page.goto(address).text()

    def press_and_read(self, button: str) -> str:
        """Press a button that leads to a page; its HTML as the server sent it."""
        with self.page.expect_response(_is_page) as answer:
            self.button(button).click()
        self.page.wait_for_load_state()
        return answer.value.text()

    def another_tab(self):
        return Visitor(self.portal, self.page.context.new_page(), self.watch)

    def button(self, name: str):
        return self.page.get_by_role("button", name=name, exact=True)

    def link(self, name):
        """By its whole name, or by what a regular expression finds in it."""
        return self.page.get_by_role("link", name=name, exact=isinstance(name, str))

    @property
    def heading(self):
        return self.page.get_by_role("heading", level=1)

    @property
    def comment_box(self):
        return self.page.get_by_role("textbox", name="Your comment", exact=True)

    @property
    def problem(self):
        """The error summary."""
        return self.page.get_by_role("alert").filter(has_text="There is a problem")

    def sees(self, text: str):
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def arrives_at(self, address: str):
        expect(self.page).to_have_url(f"{self.portal.address}{address}")

    def open_inline_form(self, about: str = CONFIDENCE_TITLE):
        self.link(re.compile(f"^Comment on this.*{about}")).click()
        expect(self.comment_box).to_be_visible()

    def comment(self, text: str, about: str = ""):
        """On the form's own page; without `about`, on the whole strategy."""
        self.open(f"{COMMENT}?about={about}" if about else COMMENT)
        self.comment_box.fill(text)
        self.button("Save comment").click()
        self.arrives_at(RESPOND)

    def choose_about_you(self):
        self.page.get_by_role("radio", name="A resident of County Durham").check()
        self.page.get_by_role("radio", name="Publish my comments without my name").check()

    def say_who(self):
        self.open(ABOUT_YOU)
        self.choose_about_you()
        self.button("Continue").click()
        self.arrives_at(CHECK)

    def get_ready_to_send(self, text: str = ON_THE_WHOLE):
        self.comment(text)
        self.say_who()

    def send(self):
        self.button("Send your response").click()
        expect(self.heading).to_contain_text("Response sent")

    def private_link(self) -> str:
        """The link to put aside, which the page shows in full."""
        later = self.page.get_by_text("Continue later, or on another device")
        if later.is_visible():
            later.click()
        return self.link(re.compile("respond.continue.")).inner_text()

    def reference(self) -> str:
        return REFERENCE.search(self.page.get_by_role("main").inner_text())[0]

    def lose_cookie(self, name: str):
        self.page.context.clear_cookies(name=name)

    @property
    def kept_comment(self):
        """The box that gives back what was typed, to be copied."""
        return self.page.get_by_role("textbox", name=re.compile("comment", re.IGNORECASE))

    def gets_back(self, text: str):
        expect(self.kept_comment.first).to_have_value(text)

    def sticks_out(self) -> list[str]:
        """What makes the page scroll sideways; empty when it does not."""
        self.page.wait_for_load_state()  # its stylesheet included
        return self.page.evaluate(STICKS_OUT)


def _is_page(answer) -> bool:
    is_redirect = 300 <= answer.status < 400
    return answer.request.is_navigation_request() and not is_redirect


def responses_sent(portal: Portal) -> int:
    [[number]] = portal.execute(
        "SELECT count(*) FROM consultation_response WHERE received_at IS NOT NULL"
    )
    return number
