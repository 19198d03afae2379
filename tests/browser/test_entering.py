"""An officer enters a stack of paper with the keyboard, and what a meeting said."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import survey
from tests.browser.journey import CONFIDENCE_TITLE, PHONE, REFERENCE, responses_sent
from tests.browser.officers import sign_in
from tests.browser.plain_http import post
from tests.browser.test_keyboard import Keyboard

ENTER = "/admin/consultation/response/enter/"
PDF = b"%PDF-1.7\n%%EOF\n"
STICKING_OUT = """() => [...document.querySelectorAll('.sdp-entry form *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth)
  .map(element => element.outerHTML.slice(0, 100))"""
SCAN = {"name": "page 1.pdf", "mimeType": "application/pdf", "buffer": PDF}


@pytest.fixture
def portal(portals):
    return portals.at("2024-04-10T10:00", name="entering")


@pytest.fixture
def officer(browse, portal):
    return sign_in(browse, portal, "typist")


@pytest.fixture
def keyboard(officer):
    return Keyboard(officer)


def tab_and_type(keyboard, *texts):
    for text in texts:
        keyboard.press("Tab")
        keyboard.type(text)


def saved(page):
    """The reference in the message, once it is there."""
    message = page.locator(".messagelist")
    expect(message).to_contain_text("enter the next")
    return REFERENCE.search(message.inner_text())[0]


def test_two_papers_are_entered_with_the_keyboard_only(officer, keyboard):
    page = officer.page
    keyboard.go_through(
        officer.link("Enter what came on paper, by post, by telephone or at a meeting")
    )

    expect(page.get_by_label("How it came")).to_be_focused()
    keyboard.type("let")
    tab_and_type(keyboard, "9/4/24", "14.30", "1.1.1", "More patrols, please.")
    keyboard.tab_to(page.get_by_label("Responding as"))
    keyboard.type("a r")
    tab_and_type(keyboard, "", "Jo Example", "")
    keyboard.tab_to(page.get_by_label("May be published"))
    keyboard.type("do")
    page.get_by_label("Scans or other files").set_input_files(SCAN)
    keyboard.go_through(officer.button("Save and enter the next"))
    first = saved(page)

    focused = page.locator("[name=comment-1-part]")
    expect(focused).to_be_focused()
    expect(page.get_by_label("How it came")).to_have_value("letter")
    expect(page.get_by_label("Day received")).to_have_value("9/4/24")
    expect(page.get_by_label("Time received")).to_have_value("14.30")
    tab_and_type(keyboard, "The second paper.")
    keyboard.tab_to(page.get_by_label("Responding as"))
    keyboard.type("some")
    keyboard.tab_to(page.get_by_label("May be published"))
    keyboard.type("do")
    keyboard.go_through(officer.button("Save and enter the next"))
    second = saved(page)

    assert first != second
    officer.link(second).click()
    expect(page.locator(".field-channel")).to_contain_text("Letter")
    expect(page.locator(".field-entered_by")).to_contain_text("typist")
    officer.open("/admin/consultation/response/")
    officer.link(first).click()
    expect(page.get_by_text(CONFIDENCE_TITLE).first).to_be_visible()
    with page.expect_download() as download:
        officer.link("page 1.pdf").click()
    assert download.value.suggested_filename == "page 1.pdf"
    assert download.value.path().read_bytes() == PDF


def test_a_meeting_has_a_headcount_and_gets_its_notes_later(officer):
    page = officer.page
    officer.open(ENTER)
    expect(page.get_by_label("People at the meeting")).to_be_hidden()

    page.get_by_label("How it came").select_option("meeting")
    page.get_by_label("People at the meeting").fill("23")
    page.get_by_label("Day received").fill("08/04/2024")
    page.get_by_label("Time received").fill("6pm")
    page.get_by_role("textbox", name="Comment 1").fill("Young people want to be asked.")
    page.get_by_label("Responding as").select_option("organisation")
    page.get_by_label("Organisation or group").fill("Youth Council")
    page.get_by_label("May be published").select_option("with-name")
    officer.button("Save and enter the next").click()
    officer.link(saved(page)).click()
    expect(page.locator(".field-headcount")).to_contain_text("23")

    officer.link("Attach a file").click()
    page.get_by_label("Scans or other files").set_input_files(SCAN | {"name": "notes.png"})
    officer.button("Attach").click()
    expect(page.get_by_text("“notes.png” is a PDF, which its name does not say.")).to_be_visible()
    page.get_by_label("Scans or other files").set_input_files(SCAN | {"name": "notes.pdf"})
    officer.button("Attach").click()
    expect(officer.link("notes.pdf")).to_be_visible()


def test_what_is_wrong_is_told_and_everything_typed_stays(officer, keyboard):
    page = officer.page
    officer.open(ENTER)
    page.get_by_role("textbox", name="Comment 3").fill("Third.")
    page.get_by_label("Day received").fill("tomorrow")

    keyboard.press("Enter")
    expect(page.locator(":focus")).to_contain_text("There is a problem")
    officer.link("Enter the day as 10/04/2024.").click()
    expect(page.get_by_label("Day received")).to_be_focused()
    expect(page.get_by_label("Day received")).to_have_value("tomorrow")

    officer.button("More rows").click()
    expect(page.locator("[name=comment-4-part]")).to_be_focused()
    expect(page.get_by_role("textbox", name="Comment 3")).to_have_value("Third.")


def test_a_double_click_on_save_makes_one_response(officer, portal):
    officer.open(ENTER)
    hidden = {
        name: officer.page.locator(f"[name={name}]").first.input_value()
        for name in ("csrfmiddlewaretoken", "key", "rows")
    }
    form = hidden | {
        "channel": "paper",
        "received_on": "09/04/2024",
        "received_time": "14:30",
        "comment-1-part": "",
        "comment-1-text": "Once.",
        "respondent_kind": "resident",
        "publication": "nothing",
    }
    cookies = officer.page.context.cookies()
    before = responses_sent(portal)
    together = Barrier(4)

    def save(_):
        together.wait()
        return post(portal, ENTER, urlencode(form).encode(), cookies)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(save, range(4)))

    assert [answer.status for answer in answers] == [302] * 4
    assert responses_sent(portal) == before + 1


def test_the_form_breaks_no_rule_of_wcag_and_fits_a_phone(officer):
    page = officer.page
    officer.open(ENTER)
    officer.watch.allow("inline")  # axe tries styles out, which our policy does not let it
    page.evaluate(survey.AXE)

    faults = page.evaluate("rules => axe.run('.sdp-entry', rules)", survey.WCAG)["violations"]
    page.set_viewport_size(PHONE["viewport"])
    sticking_out = page.evaluate(STICKING_OUT)

    assert [fault["help"] for fault in faults] == []
    assert sticking_out == []


def test_the_form_to_print_is_on_the_way(officer):
    officer.open(ENTER)

    address = officer.link("The form to print").get_attribute("href")

    answer = officer.page.request.get(f"{officer.portal.address}{address}")
    assert re.match(r"%PDF-1\.\d", answer.text()[:8])
