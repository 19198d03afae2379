"""From closing to what everybody can read, and to what an officer takes back."""

import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser import published, survey, w3c
from tests.browser.journey import (
    CONFIDENCE,
    CONFIDENCE_TITLE,
    CONSULTATION,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    PHONE,
)
from tests.browser.officers import sign_in
from tests.browser.plain_http import post

RESPONSES = f"{CONSULTATION}responses/"
NOTE = "[withheld: it could identify somebody]"


def publishing_page(portal):
    [[pk]] = portal.execute("SELECT id FROM consultation_consultation")
    return f"/admin/consultation/consultation/{pk}/publish-responses/"


def test_what_people_said_is_published_read_on_a_phone_and_taken_back(browse, portals):
    portal = portals.at("2024-04-10T10:00", name="publishing responses")
    sender = browse(portal)
    sender.comment(ON_THE_GOAL, about=CONFIDENCE)
    sender.comment(ON_THE_WHOLE)
    sender.say_who()
    sender.send()
    reader = browse(portal, **PHONE, java_script_enabled=False)
    reader.open(RESPONSES).sees("People are still responding.")
    published.close_for_all(portal)
    reader.open(RESPONSES).sees("We are getting the responses ready.")

    officer = sign_in(browse, portal, "publisher")
    officer.open(publishing_page(portal))
    officer.link("Review them").click()
    officer.button("Open the next").click()
    officer.button("Publish it as it is, and open the next").click()
    officer.open(publishing_page(portal)).page.get_by_label("Officers have read it").check()
    officer.button("Publish the responses").click()
    expect(officer.page.locator(".messagelist")).to_contain_text("Published: 2 comments")

    reader.open(CONSULTATION).link("Read what people told us").click()
    reader.sees(ON_THE_GOAL)
    reader.sees(ON_THE_WHOLE)
    reader.page.get_by_label("Part of the strategy").select_option(
        label=f"Goal 1.1.1: {CONFIDENCE_TITLE}"
    )
    reader.button("Show comments").click()
    reader.sees(ON_THE_GOAL)
    expect(reader.page.get_by_role("article")).to_have_count(1)
    assert reader.sticks_out() == []

    officer.page.get_by_label("Number of the comment").fill("1")
    officer.button("Go to its response").click()
    officer.link(re.compile("^Withhold.*I would report")).click()
    officer.page.get_by_label("The words are withheld").select_option("it could identify somebody")
    officer.button("Withhold the words").click()

    reader.page.reload()
    reader.sees(NOTE)
    reader.open(RESPONSES).sees(NOTE)  # which was kept in memory, finished, until now
    expect(reader.page.get_by_role("main")).not_to_contain_text(ON_THE_GOAL)


def test_two_officers_at_once_publish_once(browse, portals):
    portal = portals.at("2024-04-10T10:00", name="publishing at once")
    portal.manage("sample_responses", "40")
    published.close_for_all(portal)
    published.review_all(portal)
    forms = []
    for name in ("one", "two"):
        officer = sign_in(browse, portal, name).open(publishing_page(portal))
        token = officer.page.locator("input[name=csrfmiddlewaretoken]").last
        cookies = officer.page.context.cookies()
        fields = {"csrfmiddlewaretoken": token.get_attribute("value"), "seen": "", "checked": "on"}
        forms.append((fields, cookies))

    def publish(form):
        fields, cookies = form
        return post(portal, publishing_page(portal), urlencode(fields).encode(), cookies).status

    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(publish, forms * 2))

    assert statuses == [302] * 4
    assert portal.execute("SELECT count(*) FROM outcome_release") == [(1,)]
    [[numbers, highest]] = portal.execute(
        "SELECT count(*), max(number) FROM outcome_publishedcomment"
    )
    assert numbers == highest > 0


@pytest.fixture(scope="module")
def officers_pages(browse_for_all, portals):
    """(name, look) of what officers use, with something in it."""
    portal = portals.at("2024-04-10T10:00", name="published for all")
    if not portal.execute("SELECT 1 FROM outcome_release"):
        published.publish_examples(portal)
    officer = sign_in(browse_for_all, portal, "looker")
    officer.watch.allow("inline")  # axe tries styles out, which our policy does not let it
    [[response, comment]] = portal.execute(
        "SELECT response_id, comment_id FROM outcome_publishedcomment p "
        "JOIN consultation_comment c ON c.id = p.comment_id WHERE number = 1"
    )
    addresses = [
        publishing_page(portal),
        f"/admin/consultation/response/{response}/change/",
        f"/admin/consultation/response/{response}/review/",
        f"/admin/consultation/response/{response}/pass-on/",
        "/admin/consultation/response/to-review/1/",
        f"/admin/consultation/response/{response}/withhold/{comment}/",
        f"/admin/consultation/response/{response}/withhold/{comment + 1}/",
    ]
    return {address: survey.look(officer, officer.read(address)) for address in addresses}


def test_officers_pages_are_accessible_and_fit_a_phone(officers_pages):
    looks = officers_pages.items()

    assert {page: look.violations for page, look in looks if look.violations} == {}
    assert {page: look.sticks_out for page, look in looks if look.sticks_out} == {}


def test_the_html_of_officers_pages_is_valid(officers_pages):
    assert w3c.mistakes({page: look.html for page, look in officers_pages.items()}) == {}
