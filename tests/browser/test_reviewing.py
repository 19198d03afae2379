"""Two officers review the responses at once, and the public reads nothing that they redact."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import published
from tests.browser.journey import CONSULTATION, PHONE
from tests.browser.officers import sign_in

RESPONSES = f"{CONSULTATION}responses/"
NAMES_SOMEBODY = "Ask Dave Jones – he “knows” – on 07700 900123 👩‍👧. The lights are out."
IN_THE_OPEN = "We need buses after ten."
REASON = "[redacted: it could identify somebody]"


@pytest.fixture
def portal_to_review(browse, portals):
    portal = portals.at("2024-04-10T10:00", name="reviewing")
    for words in (NAMES_SOMEBODY, IN_THE_OPEN):
        visitor = browse(portal)
        visitor.comment(words)
        visitor.say_who()
        visitor.send()
    return portal


def to_review(portal):
    [[pk]] = portal.execute("SELECT id FROM consultation_consultation")
    return f"/admin/consultation/response/to-review/{pk}/"


def mark(officer, words):
    """With the keyboard alone, in the box that shows the whole comment."""
    press = officer.page.keyboard.press
    officer.page.locator("summary", has_text="Redact or withhold").press("Enter")
    box = officer.page.get_by_label("Mark the words here")
    box.focus()
    press("Control+Home")
    for _ in range(NAMES_SOMEBODY.index(words)):
        press("ArrowRight")
    for _ in words:
        press("Shift+ArrowRight")
    officer.page.keyboard.type("nothing that is typed gets in")
    expect(box).to_have_value(NAMES_SOMEBODY)


def test_two_officers_review_and_the_public_reads_what_is_left(browse, portal_to_review):
    portal = portal_to_review
    first, second = (sign_in(browse, portal, name) for name in ("ann", "ben"))
    first.open(to_review(portal)).button("Open the next").click()
    first.sees("1 of 2")
    second.open(to_review(portal)).sees("has SDP-")
    second.button("Open the next").click()
    second.sees(IN_THE_OPEN)

    first.page.get_by_role("button", name=re.compile("Redact it.*07700 900123")).press("Enter")
    mark(first, "Dave Jones")
    first.page.get_by_label("The public must not read it, because").select_option(
        label="it could identify somebody"
    )
    first.button("Redact these words").press("Enter")
    expect(first.page.locator("del")).to_have_count(2)
    second.button("Publish it as it is, and open the next").click()
    second.sees("Nothing is left to review that is not open elsewhere.")
    first.button("Publish it in part, and open the next").press("Enter")
    first.sees("All 2 responses with a comment are reviewed.")

    published.close_for_all(portal)
    [[pk]] = portal.execute("SELECT id FROM consultation_consultation")
    first.open(f"/admin/consultation/consultation/{pk}/publish-responses/")
    first.page.get_by_label("Officers have read it").check()
    first.button("Publish the responses").click()
    reader = browse(portal, **PHONE, java_script_enabled=False)
    reader.open(RESPONSES).sees(
        f"Ask {REASON} – he “knows” – on {REASON} 👩‍👧. The lights are out."
    )
    reader.sees(IN_THE_OPEN)
    assert "Dave" not in reader.page.content()
    assert reader.sticks_out() == []


def test_without_scripts_the_words_are_typed(browse, portals):
    portal = portals.at("2024-04-10T10:00", name="reviewing without scripts")
    visitor = browse(portal)
    visitor.comment(NAMES_SOMEBODY)
    visitor.say_who()
    visitor.send()
    officer = sign_in(browse, portal, "ann")
    plain = browse(portal, java_script_enabled=False)
    plain.page.context.add_cookies(officer.page.context.cookies())

    plain.open(to_review(portal)).button("Open the next").click()
    plain.page.locator("summary", has_text="Redact or withhold").click()
    plain.page.get_by_label("Words to redact").fill("dave jones")
    plain.button("Redact these words").click()
    plain.sees("Choose why the public must not read it.")
    expect(plain.page.get_by_label("Words to redact")).to_have_value("dave jones")
    plain.page.get_by_label("The public must not read it, because").select_option("identifies")
    plain.button("Redact these words").click()

    expect(plain.page.locator("del")).to_contain_text("Dave Jones")
