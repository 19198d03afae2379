"""An officer exports, imports a faulty file, mends it, and imports the right one, twice."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import survey
from tests.browser.journey import CONFIDENCE, responses_sent
from tests.browser.officers import sign_in
from tests.browser.plain_http import post
from tests.consultation.intake.test_choosing import workbook

ROW = {
    "received_at": "09/04/2024 14:30",
    "channel": "paper",
    "respondent_kind": "resident",
    "publication": "without-name",
}
TEXTS = ["More light at the stops.", "=1+1 is what I think", "‘Quite’ good; really"]


def table(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, [*ROW, "about", "text"], delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(ROW | row for row in rows)
    return file.getvalue().encode("cp1252")


def upload(officer, content):
    officer.open("/admin/consultation/response/")
    officer.link("Import a file").click()
    officer.page.locator("input[type=file]").set_input_files(
        {"name": "paper.csv", "mimeType": "text/csv", "buffer": content}
    )
    officer.button("Check the file").click()


def read_as(officer, label):
    """Choose how the file is read, by words that stand on the page."""
    officer.page.get_by_label(label).check()
    officer.button("Read the file this way").click()


@pytest.fixture
def officer(browse, portals):
    return sign_in(browse, portals.at("2024-04-10T10:00", name="imports"), "importer")


def test_an_officer_exports_and_imports_a_file_once(officer):
    page = officer.page
    good = [{"text": text, "about": CONFIDENCE} for text in TEXTS]

    upload(officer, table([*good, {"channel": "pigeon", "text": "By air."}, {"text": ""}]))
    officer.sees("Which words are spelled correctly?")
    officer.button("Read the file this way").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "Choose the words that are spelled correctly."
    )
    read_as(officer, "‘Quite’ (Windows, Western European)")
    expect(page.get_by_role("alert")).to_contain_text("Nothing is imported yet: 2 problems")
    expect(page.get_by_role("row", name=re.compile("^5 channel"))).to_contain_text(
        "“pigeon” is not one of web, paper"
    )
    expect(page.get_by_role("row", name=re.compile("^6 text"))).to_contain_text("Enter a comment.")
    officer.button("Throw the file away").click()

    upload(officer, table(good))
    read_as(officer, "‘Quite’ (Windows, Western European)")
    officer.sees("The file would add 3 responses with 3 comments and 0 answers.")
    officer.button("Import 3 responses").click()
    expect(page.get_by_text("Imported: 3 added.")).to_be_visible()
    officer.link("See them in the list").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    expect(page.locator("#result_list")).to_contain_text("Public consultation")

    upload(officer, table(good))
    read_as(officer, "‘Quite’ (Windows, Western European)")
    officer.sees("There is nothing to add. We have all 3 responses of this file already.")
    officer.open("/admin/consultation/response/")
    expect(page.locator("#result_list tbody tr")).to_have_count(3)

    officer.link("Counts and export").first.click()
    officer.sees("3 responses counted")
    with page.expect_download() as download:
        officer.link("CSV file").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        rows = list(csv.DictReader(file))
    assert [row["text"] for row in rows] == [TEXTS[0], f"'{TEXTS[1]}", TEXTS[2]]
    with page.expect_download() as download:
        officer.link("Excel workbook").click()
    assert download.value.suggested_filename.endswith(".xlsx")

    exported = download.value.path().read_bytes()
    upload(officer, exported)
    officer.sees("There is nothing to add. We have all 3 responses of this file already.")


def test_an_officer_chooses_which_sheet_of_a_workbook_is_imported(officer):
    header = [*ROW, "text"]
    letters, emails = [*ROW.values(), "By letter."], [*ROW.values(), "By email."]

    upload(officer, workbook({"Letters": [header, letters], "Emails": [header, emails, emails]}))
    officer.sees("Which sheet do you want to import?")
    read_as(officer, "“Emails”: 2 rows")
    officer.sees("From the sheet “Emails”.")
    officer.sees("“Letters”: 1 row")
    officer.sees("The file would add 2 responses")
    officer.page.get_by_text("Change how we read the file").click()
    read_as(officer, "“Letters”: 1 row")
    officer.sees("The file would add 1 response")
    officer.button("Throw the file away").click()


def faults(officer):
    """What axe finds in the page's content, and what makes the page scroll sideways on a phone."""
    page = officer.page
    page.set_viewport_size({"width": 320, "height": 640})
    sticks_out = officer.sticks_out()
    page.evaluate(survey.AXE)
    found = page.evaluate("rules => axe.run('#content-main', rules)", survey.WCAG)["violations"]
    return [fault["help"] for fault in found] + sticks_out


def test_the_pages_are_accessible_and_fit_a_phone(officer):
    officer.watch.allow("inline")  # axe tries styles out, which our policy does not let it

    for content in (
        table([{"text": ""}]),
        table([{"text": "Not to be imported."}]),
        table([{"text": "‘Mixed’"}]),
        workbook({name: [[*ROW, "text"], [*ROW.values(), "Not"]] for name in ("One", "x" * 31)}),
        b"",
    ):
        upload(officer, content)
        assert faults(officer) == []
    for page in ("consultation/counts/", "responseimport/add/"):
        officer.open(f"/admin/consultation/{page}")
        assert faults(officer) == []


def test_the_same_responses_confirmed_by_two_officers_at_once_are_imported_once(browse, portals):
    """One file uploaded twice, and each confirmed twice, all at the same moment."""
    portal = portals.at("2024-04-10T10:00", name="imports at once")
    officer = sign_in(browse, portal, "importer")
    forms = []
    for _ in range(2):
        upload(officer, table({"text": f"Number {number}"} for number in range(300)))
        form = officer.page.locator("form[action$='confirm/']")
        token = form.locator("[name=csrfmiddlewaretoken]").input_value()
        forms.append((form.get_attribute("action"), token))
    cookies = officer.page.context.cookies()
    together = Barrier(4)

    def confirm(form):
        together.wait()
        address, token = form
        return post(portal, address, urlencode({"csrfmiddlewaretoken": token}).encode(), cookies)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(confirm, forms * 2))

    assert [answer.status for answer in answers] == [302] * 4
    assert responses_sent(portal) == 300
    totals = portal.execute(
        "SELECT response_total, known_total FROM consultation_responseimport ORDER BY 1"
    )
    assert totals == [(0, 300), (300, 0)]
