"""Agreement questions: officers write them, people answer beside a part or on one page, with and
without JavaScript, and officers see the answers in the response."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import survey, w3c
from tests.browser.journey import (
    ABOUT_YOU,
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    CONSULTATION,
    PHONE,
    RESPOND,
)
from tests.browser.officers import sign_in

QUESTIONS = f"{RESPOND}questions/"
ON_THE_AREA = "How far do you agree that anti-social behaviour should be an area of focus?"
ON_THE_WHOLE = "How far do you agree with the draft strategy as a whole?"
WHY = "It wears people down."
CONSULTATIONS = "/admin/consultation/consultation/"


@pytest.fixture(scope="module")
def asking_portal(portals):
    return portals.at("2024-04-10T10:00", name="questions")


@pytest.fixture(scope="module")
def officer(browse_for_all, asking_portal):
    return sign_in(browse_for_all, asking_portal, "jo")


@pytest.fixture(scope="module")
def questions(officer):
    """Written once for all tests: after the first response nobody can."""
    officer.open(CONSULTATIONS)
    officer.link("Draft Safe Durham Partnership Strategy 2024–29").click()
    officer.link("Agreement questions").click()
    if officer.link("Suggest questions").count():
        officer.link("Suggest questions").click()
        officer.button("Save the questions").click()
        expect(officer.page.locator(".messagelist")).to_contain_text("The questions are saved.")
    return officer


def choose(visitor, question, answer):
    group = visitor.page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))
    group.get_by_role("radio", name=answer, exact=True).check()


def comment_box(visitor, question):
    return visitor.page.get_by_role("textbox", name=re.compile(f"on: {re.escape(question)}"))


def say_how_far(visitor):
    visitor.link(re.compile("^Say how far you agree")).first.click()


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="with-a-mouse"),
        pytest.param({"java_script_enabled": False}, id="without-javascript"),
        pytest.param(PHONE, id="on-a-small-phone"),
        pytest.param(PHONE | {"java_script_enabled": False}, id="on-a-phone-without-javascript"),
    ],
)
def test_an_answer_beside_the_part_and_others_on_one_page_reach_the_officers(
    browse, asking_portal, questions, options
):
    visitor = browse(asking_portal, **options)
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.sees(ON_THE_AREA)
    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "Agree")
    comment_box(visitor, ON_THE_AREA).fill(WHY)
    assert visitor.sticks_out() == []
    visitor.button("Save answer").click()
    if options.get("java_script_enabled", True):
        expect(visitor.page.get_by_role("status")).to_contain_text("Your answer is saved.")
        visitor.arrives_at(ANTI_SOCIAL_BEHAVIOUR)
        bar = visitor.page.get_by_role("region", name="Your response")
        expect(bar).to_contain_text("Your response has 1 answer. Not sent yet.")
        bar.get_by_role("link", name="Review and send").click()
    visitor.arrives_at(RESPOND)
    visitor.sees(WHY)

    visitor.link("Continue").click()
    visitor.arrives_at(QUESTIONS)
    expect(comment_box(visitor, ON_THE_AREA)).to_have_value(WHY)
    choose(visitor, ON_THE_WHOLE, "Don’t know")
    assert visitor.sticks_out() == []
    visitor.button("Continue").click()
    visitor.arrives_at(ABOUT_YOU)
    visitor.choose_about_you()
    visitor.button("Continue").click()

    visitor.arrives_at(CHECK)
    visitor.link(f"Change “{ON_THE_WHOLE}”").click()
    choose(visitor, ON_THE_WHOLE, "Strongly agree")
    visitor.button("Continue").click()
    visitor.arrives_at(CHECK)
    assert visitor.sticks_out() == []
    visitor.send()
    for words in (ON_THE_AREA, "Agree", WHY, ON_THE_WHOLE, "Strongly agree"):
        visitor.sees(words)

    questions.open(f"/admin/consultation/response/?q={visitor.reference()}")
    questions.link(visitor.reference()).click()
    answers = questions.page.locator(".sdp-said")
    for words in (ON_THE_AREA, "Agree", WHY, ON_THE_WHOLE, "Strongly agree"):
        expect(answers).to_contain_text(words)
    questions.open(CONSULTATIONS)
    questions.link("Draft Safe Durham Partnership Strategy 2024–29").click()
    questions.link("Agreement questions").click()
    expect(questions.page.locator(".errornote")).to_contain_text("stay as they were asked")
    expect(questions.page.get_by_role("textbox", name="Question")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_an_answer_is_taken_back(browse, asking_portal, questions, javascript):
    visitor = browse(asking_portal, java_script_enabled=javascript)
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "Disagree")
    visitor.button("Save answer").click()
    visitor.page.get_by_text("Your response has 1 answer").wait_for()
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.sees("You answered: Disagree.")

    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "No answer")
    visitor.button("Save answer").click()

    gone = "Your answer is taken back." if javascript else "Or say how far you agree"
    visitor.page.get_by_text(gone, exact=True).first.wait_for()
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("You answered")


def test_a_refused_answer_keeps_everything_in_its_place(browse, asking_portal, questions):
    visitor = browse(asking_portal).open(ANTI_SOCIAL_BEHAVIOUR)
    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "Agree")
    comment_box(visitor, ON_THE_AREA).fill("é" * 10_001)

    visitor.button("Save answer").click()

    expect(visitor.problem).to_contain_text("It has 1 too many.")
    expect(comment_box(visitor, ON_THE_AREA)).to_have_value("é" * 10_001)
    expect(visitor.page.get_by_role("radio", name="Agree", exact=True)).to_be_checked()


def test_a_choice_is_not_thrown_away_unasked(browse, asking_portal, questions):
    visitor = browse(asking_portal).open(ANTI_SOCIAL_BEHAVIOUR)
    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "Agree")
    visitor.page.once("dialog", lambda dialog: dialog.dismiss())

    visitor.link("Cancel").click()

    expect(visitor.page.get_by_role("radio", name="Agree", exact=True)).to_be_checked()
    say_how_far(visitor)
    expect(visitor.page.get_by_role("radio", name="Agree", exact=True)).to_be_checked()


def test_what_cannot_be_saved_for_now_stays_in_its_place(browse, asking_portal, questions):
    visitor = browse(asking_portal).open(ANTI_SOCIAL_BEHAVIOUR)
    say_how_far(visitor)
    choose(visitor, ON_THE_AREA, "Agree")
    for fault in ("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "htmx:afterRequest"):
        visitor.watch.allow(fault)
    visitor.page.context.set_offline(True)

    visitor.button("Save answer").click()

    alert = visitor.page.get_by_role("alert").filter(has_text="We could not save your answer")
    expect(alert).to_be_visible()
    expect(visitor.page.get_by_role("radio", name="Agree", exact=True)).to_be_checked()


def test_the_pages_are_valid_break_no_rule_of_wcag_and_fit_a_phone(
    browse, asking_portal, questions
):
    visitor = browse(asking_portal)
    looks = {}

    def look(name, html):
        looks[name] = survey.look(visitor, html)

    look("nothing gathered", visitor.read(RESPOND))
    look("a part", visitor.read(ANTI_SOCIAL_BEHAVIOUR))
    say_how_far(visitor)
    expect(visitor.button("Save answer")).to_be_visible()
    look("the form within a page", visitor.page.content())
    look("the whole document", visitor.read("/document/"))
    look("about one part", visitor.read(f"{QUESTIONS}?about=anti-social-behaviour"))
    look("all questions", visitor.read(QUESTIONS))
    look("nothing said", visitor.press_and_read("Continue"))
    choose(visitor, ON_THE_AREA, "Agree")
    comment_box(visitor, ON_THE_AREA).fill(WHY)
    look("about you", visitor.press_and_read("Continue"))
    look("overview", visitor.read(RESPOND))
    visitor.open(ABOUT_YOU).choose_about_you()
    look("check", visitor.press_and_read("Continue"))
    look("receipt", visitor.press_and_read("Send your response"))
    look("consultation", visitor.read(CONSULTATION))

    assert {name: look.violations for name, look in looks.items() if look.violations} == {}
    assert {name: look.sticks_out for name, look in looks.items() if look.sticks_out} == {}
    assert w3c.mistakes({name: look.html for name, look in looks.items()}) == {}
