"""“Northshire”: two officers with only the browser, from nothing to the first response."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_accounts import choose_password, set_up_app
from tests.browser.test_mail import first_link, mail_to, words
from tests.mail_server import HOST, Postbox, mail_server

NAME = "Safer Northshire Partnership"
PARTNERSHIP = {
    "name": NAME,
    "short_name": "Safer Northshire",
    "area": "Northshire",
    "resident": "A resident of Northshire",
    "purpose": "How we want Northshire to be safe.",
    "email": "safer@northshire.example",
    "controller": "Northshire Council",
    "controller_contact": "Town Hall, Northshire",
    "reference_prefix": "NSP",
}
STRATEGY = {
    "title": "Safer Northshire Strategy",
    "first_year": "2029",
    "last_year": "2034",
    "coverage": "All of Northshire",
    "contact_name": "Jo Field",
    "contact_email": "jo@northshire.example",
}
AMBITION = "Everybody in Northshire gets home safely."
GOAL = "Nobody waits alone in the dark"
DECISION = {
    "change_note": "Our first draft, for you to comment on.",
    "decided_by": "The partnership’s board",
    "decided_on": "09/04/2029",
}
CONSULTATION = {
    "privacy_summary": "Northshire Council keeps what you send. It publishes no names.",
    "response_due_on": "31/07/2029",
}
WINDOW = {
    "title": "Everyone",
    "opens_at_0": "10/04/2029",
    "opens_at_1": "10:30",
    "last_minute_0": "30/04/2029",
    "last_minute_1": "23:59",
}
ALEX = "alex@northshire.example"
RESIDENT = "resident@example.org"
COMMENT = "The 23 stops at nine. That’s the “dark” for me 🚌"
REFERENCE = re.compile(r"NSP-[2-9B-Z]{4}-[2-9B-Z]{4}")
FIRST_PASSWORD = (
    "from sdp_portal.management.commands import run_portal as run;"
    "print(run.first_officer_password())"
)


@pytest.fixture
def postbox():
    return Postbox()


@pytest.fixture
def mail(postbox):
    """The variables of a portal that sends mail to the postbox, and is careful as a real one."""
    with mail_server(postbox) as port:
        yield {"EMAIL_URL": f"smtp://{HOST}:{port}", "OFFICERS_NEED_SECOND_FACTOR": "1"}


@pytest.fixture
def portal(portals, mail):
    return portals.empty_at("2029-04-10T10:00", **mail)


def test_northshire_is_set_up_from_nothing_to_its_first_response(
    browse, portals, portal, mail, postbox
):
    expect(browse(portal).open("/").heading).to_have_text("This site is being set up")
    first = browse(portal)
    sign_in_for_the_first_time(first, portal)
    expect_next(first, "The partnership")

    set_up_the_partnership(first)
    expect_next(first, "The first strategy")
    begin_the_strategy(first)
    write_the_draft(first)
    see_all_steps(first, "A second officer")
    second = invite_the_second_officer(first, browse(portal), postbox)
    see_all_steps(first, "The first text that everybody reads")

    propose(first)
    agree(second)
    first.open("/admin/")
    expect_next(first, "The first consultation")
    go_live(first)
    first.open("/admin/")
    expect(first.page.get_by_role("heading", name="Set up your portal")).to_have_count(0)

    half_an_hour_later = portals.later(portal, "2029-04-10T10:30", **mail)
    resident = browse(half_an_hour_later, viewport={"width": 390, "height": 844})
    reference = respond(resident, postbox)
    officer = browse(half_an_hour_later)
    officer.page.context.add_cookies(first.page.context.cookies())
    officer.open("/admin/").link("received in all").click()
    is_of_northshire(officer)
    expect(officer.page.get_by_role("main")).to_contain_text(reference)
    expect(officer.page.get_by_role("main")).to_contain_text(COMMENT)


def sign_in_for_the_first_time(officer, portal):
    """As `make run EMPTY=1` says."""
    officer.open("/admin/")
    officer.page.locator("[name=login]").fill("officer")
    password = portal.manage("shell", "--no-imports", "-c", FIRST_PASSWORD).strip()
    officer.page.locator("[name=password]").fill(password)
    officer.page.keyboard.press("Enter")
    set_up_app(officer)


def set_up_the_partnership(officer):
    officer.link("Set up the partnership").click()
    expect(officer.heading).to_have_text("Set up the partnership")
    fill(officer, PARTNERSHIP)
    officer.page.locator("[name=palette_0]").select_option("violet")
    officer.page.locator("[name=reference_prefix]").press("Enter")
    officer.arrives_at("/admin/")
    is_of_northshire(officer)


def begin_the_strategy(officer):
    officer.link("Begin an empty strategy").click()
    fill(officer, STRATEGY)
    officer.page.locator("[name=equality_impact_state]").select_option("planned")
    save(officer)
    officer.link("Begin the first draft").click()
    fill(officer, {"title": "Consultation draft"})
    save(officer)


def write_the_draft(officer):
    officer.link("Add a section").first.click()
    expect(officer.page.locator("[name=placement]")).to_have_value("before")
    fill(officer, {"title": "Our ambition"})
    write(officer, "text", AMBITION)
    officer.page.locator("[name=role]").select_option("ambition")
    save(officer)
    officer.link("Add a theme").click()
    fill(officer, {"title": "Safe streets"})
    save(officer)
    officer.link("Add an area of focus").click()
    fill(officer, {"title": "Night buses", "new_lead": "Street group"})
    save(officer)
    for goal in (GOAL, "Buses run until the last train"):
        officer.link("Add a goal").click()
        fill(officer, {"title": goal})
        save(officer)
        officer.sees(goal)


def invite_the_second_officer(officer, second, postbox):
    officer.link("Add an officer").click()
    fill(officer, {"name": "Alex Moss", "email": ALEX})
    officer.page.get_by_label("Publisher").check()
    officer.button("Continue").click()
    officer.sees("Nothing is sent yet.")
    officer.button("Add and send").click()
    officer.sees(f"We have sent a link to {ALEX}.")
    see_all_steps(officer, "A second officer")
    officer.sees("Alex Moss is invited, and has not chosen a password yet.")

    [invitation] = mail_to(postbox, ALEX)
    assert_of_northshire(words(invitation))
    choose_password(second, first_link(invitation))
    set_up_app(second)
    is_of_northshire(second)
    return second


def propose(officer):
    officer.link("Publish the draft").click()
    fill(officer, DECISION)
    officer.button("Save, and see what will happen").click()
    officer.sees("Nothing of Safer Northshire Strategy 2029–34 was public before.")
    officer.button("Propose for publication").click()
    officer.sees("another officer must agree")
    is_of_northshire(officer)


def agree(officer):
    officer.open("/admin/").link("Read what will happen, and agree").click()
    officer.sees(DECISION["change_note"])
    officer.sees(GOAL)
    officer.link("Agree to publish it").press("Enter")
    officer.sees("This can’t be undone")
    officer.button("Agree, and publish it now").press("Enter")
    officer.sees("Public since")
    is_of_northshire(officer)


def go_live(officer):
    """Each step of the checklist leads back to it."""
    officer.link("Set up a consultation").click()
    expect(officer.page.locator("[name=email]")).to_have_value(PARTNERSHIP["email"])
    fill(officer, {"title": "Our first draft"})
    save(officer)
    add(officer, "What is proposed")
    write(officer, "proposal", "Buses for everybody.")
    write(officer, "changeable", "All of it.")
    fill(officer, CONSULTATION)
    save(officer)
    expect(officer.heading).to_have_text("Go live: “Our first draft”")
    add(officer, "Windows")
    officer.page.locator("[name=audience]").select_option("everyone")
    fill(officer, WINDOW)
    save(officer)
    expect(officer.heading).to_have_text("Go live: “Our first draft”")
    add(officer, "Equality impact assessment")
    write(officer, "equality_impact_text", "We assess it before we decide.")
    save(officer)
    expect(officer.heading).to_have_text("Go live: “Our first draft”")
    officer.button("Go live").click()
    officer.button("Go live now").click()
    officer.sees("The public can see it now.")
    is_of_northshire(officer)


def respond(resident, postbox):
    """The resident's reference."""
    is_of_northshire(resident.open("/"))
    resident.sees(AMBITION)
    resident.link("Safe streets").first.click()
    is_of_northshire(resident)
    resident.link(re.compile("Night buses")).first.click()
    is_of_northshire(resident)
    resident.open_inline_form(about=GOAL)
    resident.comment_box.fill(COMMENT)
    resident.button("Save comment").click()
    resident.link("Review and send").click()
    is_of_northshire(resident)
    resident.link("Continue").click()
    resident.page.get_by_role("radio", name=PARTNERSHIP["resident"]).check()
    resident.page.get_by_role("radio", name="Publish my comments without my name").check()
    resident.page.get_by_role("textbox", name="Your email address").fill(RESIDENT)
    is_of_northshire(resident)
    resident.button("Continue").click()
    is_of_northshire(resident)
    resident.send()
    is_of_northshire(resident)
    reference = REFERENCE.search(resident.page.get_by_role("main").inner_text())[0]

    for page in ("/consultations/", "/privacy/", "/cookies/", "/contact/", "/accessibility/"):
        is_of_northshire(resident.open(page))
    assert_of_northshire(resident.page.request.get("/feed.xml").text())
    resident.open("/consultations/our-first-draft/")
    form = resident.link("Print a form").get_attribute("href")
    answer = resident.page.request.get(form)
    assert answer.ok
    assert "durham" not in answer.headers.get("content-disposition", "").lower()
    [receipt] = mail_to(postbox, RESIDENT)
    assert reference in words(receipt)
    assert_of_northshire(f"{receipt['From']} {receipt['Subject']} {words(receipt)}")
    return reference


def is_of_northshire(visitor):
    """The page says everywhere whose it is, and fits the screen."""
    expect(visitor.page).to_have_title(re.compile("Northshire"))
    expect(visitor.page.locator("header, #site-name").first).to_contain_text(NAME)
    assert_of_northshire(visitor.page.content())
    assert visitor.sticks_out() == []


def assert_of_northshire(text):
    assert "Northshire" in text
    assert not re.search("Durham|SDP|countydurham", text)


def fill(officer, fields):
    for name, value in fields.items():
        officer.page.locator(f"[name={name}]").fill(value)


def write(officer, field, text):
    officer.page.locator(f".field-{field} [contenteditable=true]").fill(text)


def add(officer, what):
    officer.link(re.compile(f"^Add it.*{what}")).click()


def save(officer):
    officer.button("Save").click()
    expect(officer.page.locator(".messagelist .success")).to_be_visible()
    is_of_northshire(officer)


def see_all_steps(officer, title):
    officer.open("/admin/")
    expect_next(officer, title)


def expect_next(officer, title):
    expect(officer.page.locator(".sdp-setting-up__next h3")).to_have_text(f"{title} Next")
