"""Every public page, every step of responding and every error state, looked at once.

Each look tells what is wrong with the page in several ways; the tests in test_every_page.py each
ask about one of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import plain_http, published
from tests.browser.journey import (
    ABOUT_YOU,
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    COMMENT,
    CONFIDENCE,
    CONSULTATION,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    RESPOND,
    Visitor,
)
from tests.browser.portals import SOON_GIVES_UP

EDITION = "/editions/consultation-draft/"
EQUALITY = f"{CONSULTATION}equality/"
RESPONSES = f"{CONSULTATION}responses/"
NOT_IN_THE_SITEMAP = [
    "/search/",
    "/search/?q=reporting",
    "/search/?q=zebra",
    "/no-such-page/",
    EDITION,
    f"{EDITION}document/",
    f"{EDITION}summary/",
    f"{EDITION}how-we-work/",
    f"{EDITION}themes/hate-crime-and-cohesion/",
    f"{EDITION}areas-of-focus/hate-crime/",
    f"{EDITION}areas-of-assurance/domestic-abuse/",
]
OTHER_MOMENTS = ["2024-03-10T09:00", "2024-04-15T00:00", "2024-04-20T12:00", ""]

WIDTHS = (1280, 390)
NARROWEST = 320
HEIGHT = 900
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
    "selectors": False,  # `html` tells which element it is
}


AXE = Axe().axe_script
FAULTS = "options => axe.run(options).then(result => result.violations)"


@dataclass
class Look:
    html: str
    sticks_out: list[str]
    violations: list[str] = field(default_factory=list)


def public_pages(portal) -> list[str]:
    sitemap = plain_http.get(portal, "/sitemap.xml").text
    return re.findall(rf"<loc>{portal.address}([^<]+)</loc>", sitemap) + NOT_IN_THE_SITEMAP


def look(visitor: Visitor, html: str) -> Look:
    found = Look(html, sticks_out=[])
    visitor.page.wait_for_load_state()  # before its styles are there, links lie close together
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": HEIGHT})
        found.violations += [f"at {width} px: {rule}" for rule in _violations(visitor.page)]
    visitor.page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    found.sticks_out = visitor.sticks_out()
    visitor.page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    return found


def _violations(page) -> list[str]:
    """What axe finds. Its script goes into a page once, and only the faults come back: that halves
    the time which `Axe().run` takes."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [
        f"{violation['id']}: {violation['help']}: {node['html'][:200]}"
        for violation in page.evaluate(FAULTS, WCAG)
        for node in violation["nodes"]
    ]


def take(visit, portals) -> dict[str, Look]:
    """`visit(portal)` opens a browser there."""
    portal = portals.at("2024-04-10T10:00")
    reader = visit(portal)
    looks = {address: look(reader, reader.read(address)) for address in public_pages(portal)}
    for moment in OTHER_MOMENTS:
        visitor = visit(portals.at(moment))
        for address in (CONSULTATION, RESPONSES):
            html = visitor.read(address)
            looks[f"{address} on {moment or 'this day'}"] = look(visitor, html)
    walks = [
        steps(visit(portal)),
        steps_within_a_page(visit(portal)),
        private_link_of_another(visit(portal), visit(portal)),
        after_sending(visit(portal)),
        published_responses(visit(portals.at("2024-04-10T10:00", name="published for all"))),
        refusals(visit(portals.at("2024-04-10T10:00", name="closing for good"))),
        database_lost(visit(portals.at("2024-04-10T10:00", name="failing", **SOON_GIVES_UP))),
    ]
    for walk in walks:
        looks |= {name: look(visitor, html) for name, visitor, html in walk}
    return looks


Steps = Iterator[tuple[str, Visitor, str]]


def steps(visitor: Visitor) -> Steps:
    def after(name: str, button: str):
        return name, visitor, visitor.press_and_read(button)

    yield "nothing gathered yet", visitor, visitor.read(RESPOND)
    yield "comment on a part", visitor, visitor.read(f"{COMMENT}?about={CONFIDENCE}")
    yield after("an empty comment is refused", "Save comment")
    visitor.comment_box.fill("é" * 10_001)
    yield after("a comment too long is refused", "Save comment")
    visitor.comment_box.fill(ON_THE_GOAL)
    yield after("one comment gathered", "Save comment")
    visitor.page.get_by_text("Continue later, or on another device").click()
    yield "the private link is shown", visitor, visitor.page.content()
    yield "comment on the whole", visitor, visitor.read(COMMENT)
    visitor.lose_cookie("csrftoken")
    visitor.comment_box.fill(ON_THE_WHOLE)
    yield after("the token is gone", "Save comment")
    visitor.button("Try again").click()
    visitor.sees("Your response has 2 comments")
    yield "a second comment on a part", visitor, visitor.read(f"{COMMENT}?about={CONFIDENCE}")
    visitor.open(RESPOND)
    change = visitor.link(re.compile("^Change")).first.get_attribute("href")
    remove = visitor.link(re.compile("^Remove")).first.get_attribute("href")
    yield "change a comment", visitor, visitor.read(change)
    other = visitor.another_tab().open(change)
    visitor.open(change)
    other.comment_box.fill("Changed in another tab.")
    other.button("Save comment").click()
    other.arrives_at(RESPOND)
    visitor.comment_box.fill("Changed here.")
    yield after("a comment changed in another tab", "Save comment")
    yield "remove a comment", visitor, visitor.read(remove)
    yield "about you", visitor, visitor.read(ABOUT_YOU)
    yield after("about you is refused", "Continue")
    visitor.page.get_by_role("radio", name="An organisation or group").check()
    visitor.page.get_by_role("radio", name="Publish my comments with my name").check()
    visitor.page.get_by_label("Your email address").fill("not an address")
    yield after("an organisation without a name is refused", "Continue")
    visitor.page.get_by_label("Your email address").fill("")
    visitor.page.get_by_label("Name of the organisation or group").fill("Village Hall Committee")
    yield after("check", "Continue")
    visitor.another_tab().comment("One more.")
    yield after("changed in another tab", "Send your response")
    left_open = visitor.another_tab()
    left_open.open(change)
    yield after("receipt", "Send your response")
    left_open.comment_box.fill("Too late for this one.")
    yield "sent meanwhile", left_open, left_open.press_and_read("Save comment")


def steps_within_a_page(visitor: Visitor) -> Steps:
    """htmx changes the page in place, so that its HTML is what the browser made of it."""
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    yield "the form within a page", visitor, visitor.page.content()
    visitor.button("Save comment").click()
    expect(visitor.page.get_by_text("Enter your comment.")).to_be_visible()
    yield "the form within a page is refused", visitor, visitor.page.content()
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.button("Save comment").click()
    expect(visitor.page.get_by_role("status")).to_be_visible()
    # htmx gives what it swapped in its own attributes, and so its colours, a moment later.
    expect(visitor.page.locator("#response-bar")).to_have_class("sdp-response-bar")
    yield "saved within a page", visitor, visitor.page.content()


def private_link_of_another(here: Visitor, elsewhere: Visitor) -> Steps:
    here.comment(ON_THE_WHOLE)
    elsewhere.comment(ON_THE_GOAL)
    yield "two unsent responses", here, here.read(elsewhere.private_link())


def after_sending(visitor: Visitor) -> Steps:
    visitor.get_ready_to_send()
    visitor.send()
    receipt = visitor.page.url
    yield "changing begun", visitor, visitor.press_and_read("Change your response")
    yield "forget it here", visitor, visitor.read(f"{RESPOND}forget/")
    yield "leave it as it was", visitor, visitor.read(f"{RESPOND}leave/")
    yield "check a change", visitor, visitor.read(CHECK)
    visitor.send()
    yield "receipt of a change", visitor, visitor.read(receipt)
    questions = visitor.link("Answer questions about you").get_attribute("href")
    yield "equality questions", visitor, visitor.read(questions)
    yield "no equality question answered", visitor, visitor.press_and_read("Send my answers")
    visitor.page.get_by_role("radio", name="Female").check()
    yield "equality questions answered", visitor, visitor.press_and_read("Send my answers")
    yield "equality questions answered before", visitor, visitor.read(questions)
    yield "equality questions before sending", visitor, visitor.read(EQUALITY)
    visitor.open(receipt)
    yield "withdraw", visitor, visitor.read(f"{receipt}withdraw/")
    yield "withdrawn", visitor, visitor.press_and_read("Withdraw my response")


def published_responses(visitor: Visitor) -> Steps:
    if not visitor.portal.execute("SELECT 1 FROM outcome_release"):
        published.publish_examples(visitor.portal)
    yield "published responses", visitor, visitor.read(RESPONSES)
    visitor.page.get_by_text("See the figures").first.click()
    yield "the figures of published responses", visitor, visitor.page.content()
    yield "more published responses", visitor, visitor.read(f"{RESPONSES}?after=50")
    yield (
        "published responses about one part",
        visitor,
        visitor.read(f"{RESPONSES}?part=hate-crime"),
    )
    yield "no published response", visitor, visitor.read(f"{RESPONSES}?part=nowhere&kind=other")
    yield "a consultation with published responses", visitor, visitor.read(CONSULTATION)


def refusals(visitor: Visitor) -> Steps:
    visitor.comment(ON_THE_GOAL)
    visitor.open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)
    page = visitor.another_tab().open(ANTI_SOCIAL_BEHAVIOUR)
    page.open_inline_form()
    page.comment_box.fill(ON_THE_WHOLE)
    visitor.portal.execute("UPDATE consultation_response SET begun_at = '2024-04-01'")
    visitor.portal.close_public_window(at="2024-04-02")
    yield "closed meanwhile", visitor, visitor.press_and_read("Save comment")
    page.button("Save comment").click()
    expect(page.page.get_by_role("alert")).to_be_visible()
    yield "closed meanwhile within a page", page, page.page.content()


def database_lost(visitor: Visitor) -> Steps:
    visitor.open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)
    visitor.portal.lose_database()
    try:
        yield "the database is lost", visitor, visitor.press_and_read("Save comment")
        yield "the database is lost while reading", visitor, visitor.read("/")
    finally:
        visitor.portal.find_database_again()
