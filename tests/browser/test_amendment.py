"""After sending: change one's mind, withdraw, and tell who one is without saying so to anyone."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests.browser.journey import CONSULTATION, ON_THE_WHOLE, RESPOND, responses_sent
from tests.browser.officers import sign_in
from tests.browser.plain_http import post

OTHER_WORDS = "Clear. I would add the night buses."
EQUALITY = f"{CONSULTATION}equality/"
RESPONSES = "/admin/consultation/response/"
SEND_THE_CHANGE_OF = """
    UPDATE consultation_response AS change
    SET received_at = %(at)s, reference = sent.reference
    FROM consultation_response AS sent
    WHERE change.replaces_id = sent.id AND sent.reference = %(reference)s
"""
WITHDRAWN_VERSION_OF = """
    SELECT version FROM consultation_response r JOIN consultation_withdrawal w
    ON w.response_id = r.id WHERE r.reference = %s
"""


@pytest.fixture
def sender(browse, portal):
    visitor = browse(portal)
    visitor.get_ready_to_send()
    visitor.send()
    return visitor


def change_the_comment(visitor):
    visitor.button("Change your response").click()
    visitor.arrives_at(RESPOND)
    visitor.sees("You are changing your response")
    visitor.link(re.compile("^Change your comment")).click()
    visitor.comment_box.fill(OTHER_WORDS)
    visitor.button("Save comment").click()
    visitor.arrives_at(RESPOND)


def send_again(visitor):
    visitor.open(f"{RESPOND}check/")
    visitor.sees("counts instead of the one before")
    visitor.send()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without"])
def test_a_changed_response_is_one_response_with_the_new_words(browse, portal, javascript):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.get_ready_to_send()
    visitor.send()
    address, reference = visitor.page.url, visitor.reference()

    change_the_comment(visitor)
    send_again(visitor)

    expect(visitor.page).to_have_url(address)
    assert visitor.reference() == reference
    visitor.sees(OTHER_WORDS)
    visitor.page.get_by_text("Version 1, received at").click()
    expect(visitor.page.get_by_text(ON_THE_WHOLE).first).to_be_visible()

    officer = sign_in(browse, portal, "reader")
    officer.open(f"{RESPONSES}?q={reference}")
    expect(officer.link(reference)).to_have_count(1)
    officer.link(reference).click()
    officer.sees("Changed using its private link")
    officer.sees(OTHER_WORDS)


def test_until_it_is_sent_again_it_stays_as_it_was_and_can_be_left_so(sender, portal):
    address, sent = sender.page.url, responses_sent(portal)
    change_the_comment(sender)
    sender.open(address)
    sender.sees(ON_THE_WHOLE)
    expect(sender.page.get_by_text(OTHER_WORDS)).to_have_count(0)

    sender.button("Continue changing your response").click()
    sender.sees(OTHER_WORDS)
    sender.link("Throw away your changes").click()
    sender.button("Throw away my changes").click()

    expect(sender.page).to_have_url(address)
    expect(sender.button("Change your response")).to_be_visible()
    assert responses_sent(portal) == sent


def test_a_withdrawn_response_says_so_and_an_officer_finds_it_among_those(sender, browse, portal):
    reference = sender.reference()

    sender.link("Withdraw your response").click()
    sender.sees("It cannot be brought back.")
    sender.button("Withdraw my response").click()

    expect(sender.heading).to_have_text("Response withdrawn")
    sender.sees("We do not count it or publish it.")
    expect(sender.button("Change your response")).to_have_count(0)
    officer = sign_in(browse, portal, "withdrawn-reader")
    officer.open(f"{RESPONSES}?version=withdrawn&q={reference}")
    expect(officer.link(reference)).to_have_count(1)
    officer.open(f"{RESPONSES}?version=counted&q={reference}")
    expect(officer.link(reference)).to_have_count(0)


def test_after_closing_nothing_can_be_changed_and_the_page_says_whom_to_ask(browse, closing_portal):
    visitor = browse(closing_portal)
    visitor.get_ready_to_send()
    visitor.send()
    left_open = visitor.another_tab().open(visitor.page.url)
    closing_portal.close_public_window(at=closing_portal.present())

    visitor.page.reload()
    left_open.button("Change your response").click()

    for tab in (visitor, left_open):
        tab.sees("can no longer change or withdraw your response here")
        tab.sees("julie.bradbrook@durham.gov.uk")
        expect(tab.button("Change your response")).to_have_count(0)


def test_a_withdrawal_that_waits_for_a_change_being_sent_withdraws_that_one(sender, portal):
    reference, address = sender.reference(), urlsplit(sender.page.url).path
    sender.button("Change your response").click()
    sender.arrives_at(RESPOND)
    sender.open(f"{address}withdraw/")
    token = sender.page.locator("input[name=csrfmiddlewaretoken]").get_attribute("value")
    form = urlencode({"csrfmiddlewaretoken": token}).encode()
    cookies = sender.page.context.cookies()

    with ThreadPoolExecutor(1) as thread, psycopg.connect(portal.database_url) as sending:
        sending.execute(
            "SELECT FROM consultation_response WHERE reference = %s FOR UPDATE", [reference]
        )
        withdrawn = thread.submit(post, portal, f"{address}withdraw/", form, cookies)
        wait_until_somebody_waits(portal)
        sending.execute(SEND_THE_CHANGE_OF, {"reference": reference, "at": portal.present()})
        sending.commit()
        assert withdrawn.result().status == 302

    assert portal.execute(WITHDRAWN_VERSION_OF, reference) == [(2,)]


def wait_until_somebody_waits(portal):
    deadline = time.monotonic() + 15
    while not portal.execute("SELECT pid FROM pg_locks WHERE NOT granted"):
        assert time.monotonic() < deadline, "nobody waits for the response that is locked"


def test_an_officer_withdraws_it_at_the_senders_request(sender, browse, portal):
    reference = sender.reference()
    officer = sign_in(browse, portal, "withdrawer")

    officer.open(f"{RESPONSES}?q={reference}").link(reference).click()
    officer.link("Withdraw at the sender’s request").click()
    officer.button("Withdraw the response").click()
    officer.sees("Say why the response is withdrawn.")
    officer.page.get_by_label("Why it is withdrawn").fill("Asked by telephone.")
    officer.button("Withdraw the response").click()

    officer.sees("Asked by telephone.")
    sender.page.reload()
    sender.sees("The partnership withdrew this response at your request")


def test_the_equality_questions_are_told_nothing_of_the_response(sender, portal):
    pages = []

    def note(request):
        if request.is_navigation_request():
            pages.append(request)

    sender.page.on("request", note)
    before = answered(portal)

    sender.link("Answer questions about you").click()
    expect(sender.heading).to_have_text("Questions about you")
    sender.page.get_by_role("radio", name="Female").check()
    sender.page.get_by_role("radio", name="25 to 34").check()
    sender.button("Send my answers").click()

    expect(sender.page).to_have_url(re.compile(f"{EQUALITY}thanks/#/receipts/"))
    expect(sender.heading).to_have_text("Thank you")
    assert answered(portal) == before + 1
    assert len(pages) == 3
    for request in pages:
        assert "receipts" not in request.url.split("#")[0]  # browsers send no more of it
        sent_along = request.all_headers()
        assert "receipts" not in sent_along.get("referer", "")
        assert "response-" not in sent_along.get("cookie", "")


def answered(portal):
    [[number]] = portal.execute("SELECT count(*) FROM consultation_equalityballot")
    return number
