"""An officer corrects an entry, marks a duplicate, and undoes an import."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.officers import sign_in
from tests.browser.test_entering import ENTER, saved
from tests.browser.test_importing import faults, table, upload

PAPER = "/admin/consultation/response/"


@pytest.fixture
def officer(browse, portals):
    return sign_in(browse, portals.at("2024-04-10T10:00", name="mending"), "typist")


def enter(officer, text):
    page = officer.page
    officer.open(ENTER)
    page.get_by_label("Day received").fill("09/04/2024")
    page.get_by_label("Time received").fill("14:30")
    page.get_by_role("textbox", name="Comment 1").fill(text)
    page.get_by_label("Responding as").select_option("resident")
    page.get_by_label("May be published").select_option("without-name")
    officer.button("Save and enter the next").click()
    return saved(page)


def test_an_officer_mends_what_was_entered_and_imported_wrongly(officer):
    page = officer.page
    page.on("dialog", lambda dialog: dialog.accept())

    first = enter(officer, "We need more pa’trols – “at nigth”.")
    officer.link(first).click()
    officer.link("Correct this entry").click()
    page.get_by_role("textbox", name="Comment 1").fill("We need more patrols – “at night”.")
    officer.button("Save the correction").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you correct it.")
    expect(page.get_by_role("textbox", name="Comment 1")).to_have_value(re.compile("at night"))
    page.get_by_label("Why you correct it").fill("The handwriting was misread.")
    officer.button("Save the correction").click()
    officer.sees("Corrected by an officer")
    officer.sees("because: “The handwriting was misread.”")
    expect(page.locator(".sdp-differences mark").first).to_contain_text("pa’trols")
    expect(page.locator(".field-reference").first).to_contain_text(first)

    second = enter(officer, "We need more patrols – “at night”.")
    officer.link(second).click()
    officer.link("It was entered by mistake").click()
    page.get_by_label("It was entered twice").check()
    page.get_by_label("Reference of the one that stays").fill(first)
    officer.button("Mark as entered by mistake").click()
    officer.sees("Its sender did not withdraw it.")
    officer.open(f"{PAPER}?version=mistaken")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    officer.link(second).click()
    officer.button("It was right after all").click()
    officer.sees(f"{second} counts again.")

    upload(officer, table([{"text": f"Number {number}"} for number in range(3)]))
    officer.button("Import 3 responses").click()
    officer.link("Undo this import").click()
    officer.sees("3 responses no longer count")
    page.get_by_label("Why you undo it").fill("It was the wrong file.")
    officer.button("Undo this import").click()
    officer.sees("because: “It was the wrong file.”")
    officer.open("/admin/consultation/consultation/counts/")
    officer.sees("2 responses counted")


def test_the_pages_are_accessible_and_fit_a_phone(officer):
    officer.watch.allow("inline")  # axe tries styles out, which our policy does not let it
    page = officer.page
    first = enter(officer, "Look’s fine. " + "a" * 90)
    officer.link(first).click()
    change = page.url
    officer.link("Correct this entry").click()
    page.locator("[name=name]").fill("Jo")
    page.get_by_label("Why you correct it").fill("x" * 200)
    officer.button("Save the correction").click()
    officer.sees("Corrected by an officer")

    for what in ("change", "correct", "mistake"):
        officer.open(change.replace("/change/", f"/{what}/"))
        assert faults(officer) == []
