"""What programs fill in is flagged for officers, and people do not meet the trap."""

from playwright.sync_api import expect

from consultation.models.secrets import hash_of
from tests.browser import survey
from tests.browser.journey import ABOUT_YOU, CHECK, ON_THE_WHOLE
from tests.browser.officers import sign_in

WAITING = "/admin/consultation/response/?review=flagged"
TRAP = "input[name=website]"
TURNS_AROUND = "Sample \u202epeter\u202e"  # without an end: it turns what follows around as well
FOCUSED = "document.activeElement.name || document.activeElement.textContent.trim()"
# Since the page came, which the server had dated by then. The browser's own clock begins earlier,
# with the form that led here.
TWO_SECONDS_ON_THE_PAGE = """() => {
  const [page] = performance.getEntriesByType('navigation')
  return performance.now() - page.responseStart > 2000
}"""


def test_a_filled_trap_is_received_like_any_response_and_flagged_for_officers(browse, portal):
    visitor = browse(portal)
    visitor.get_ready_to_send()
    visitor.page.locator(TRAP).evaluate("field => { field.value = 'https://spam.example' }")

    visitor.send()

    reference = visitor.reference()
    officer = sign_in(browse, portal, "reviewer")
    officer.open(WAITING)
    officer.link(reference).click()
    officer.sees("Filled in a field that people do not see")
    officer.link("Review it").click()
    officer.button("Publish it as it is, and open the next").click()
    expect(officer.page.locator(".messagelist")).to_contain_text(
        f"{reference}: publish it as it is"
    )
    officer.open(WAITING)
    expect(officer.link(reference)).to_have_count(0)


def test_nobody_reaches_the_trap_by_keyboard_or_hears_of_it(visitor):
    visitor.get_ready_to_send()

    expect(visitor.page.locator(TRAP)).to_be_hidden()
    expect(visitor.page.get_by_role("textbox")).to_have_count(0)
    assert "website" not in reached_by_keyboard(visitor.page)
    assert "Send your response" in reached_by_keyboard(visitor.page)
    assert survey.look(visitor, visitor.page.content()).violations == []


def reached_by_keyboard(page):
    """What the Tab key comes to, from the top of the page round to it again."""
    page.evaluate("document.activeElement.blur()")
    reached = []
    while True:
        page.keyboard.press("Tab")
        name = page.evaluate(FOCUSED)
        if reached and name == reached[0]:
            return reached
        reached.append(name)


def test_without_style_the_trap_says_that_it_is_to_be_left_empty(browse, portal):
    visitor = browse(portal)
    visitor.watch.allow("portal.css")
    visitor.get_ready_to_send()
    visitor.page.locator("link[rel=stylesheet]").evaluate_all("all => all.map(one => one.remove())")

    expect(visitor.page.get_by_text("Leave this empty")).to_be_visible()
    expect(visitor.page.locator(TRAP)).to_have_value("")


def test_a_person_is_not_flagged(browse, portal):
    visitor = browse(portal)
    visitor.get_ready_to_send("A comment that took its time.")
    token = visitor.page.locator("input[name=response]").first.get_attribute("value")
    portal.execute(
        "UPDATE consultation_response SET begun_at = begun_at - interval '1 hour' "
        "WHERE token_hash = %s",
        hash_of(token),
    )
    visitor.page.wait_for_function(TWO_SECONDS_ON_THE_PAGE, timeout=10_000)

    visitor.send()

    [[flags]] = portal.execute(
        "SELECT count(*) FROM consultation_flag c "
        "JOIN consultation_response r ON r.id = c.response_id "
        "WHERE r.token_hash = %s AND c.kind <> 'same-address'",  # other tests send from here too
        hash_of(token),
    )
    assert flags == 0


def test_a_name_with_an_override_does_not_turn_the_page_around(visitor):
    visitor.comment(ON_THE_WHOLE)
    visitor.open(ABOUT_YOU)
    visitor.page.get_by_role("radio", name="An organisation or group").check()
    visitor.page.get_by_label("Name of the organisation or group").fill(TURNS_AROUND)
    visitor.page.get_by_label("Your name").fill(TURNS_AROUND)
    visitor.page.get_by_role("radio", name="Publish my comments with my name").check()
    visitor.button("Continue").click()
    visitor.arrives_at(CHECK)

    sentence = visitor.page.locator("p", has_text="we publish the words above")

    expect(sentence).to_contain_text("once we have checked")
    assert left_to_right(sentence)


def left_to_right(line):
    """Whether the words after the name are read from the left."""
    return line.evaluate(
        """line => {
          const words = line.lastChild
          const leftOf = place => {
            const letter = document.createRange()
            letter.setStart(words, place)
            letter.setEnd(words, place + 1)
            return letter.getBoundingClientRect().left
          }
          const once = words.textContent.indexOf('once')
          return leftOf(once) < leftOf(once + 1)
        }"""
    )
