"""The window closes while somebody writes: refused with the reason and the words, or in grace."""

import datetime as dt
import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ABOUT_YOU,
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    COMMENT,
    COOKIE,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    RESPOND,
    responses_sent,
)
from tests.browser.plain_http import post

HOUR = dt.timedelta(hours=1)
CLOSED = "This consultation has closed"


@pytest.fixture
def writer(browse, closing_portal):
    return browse(closing_portal)


def close(portal, ago: dt.timedelta):
    """Let the window have closed so long ago, and what is unsent have been begun before."""
    closed_at = portal.present() - ago
    portal.execute(
        "UPDATE consultation_response SET begun_at = %s WHERE received_at IS NULL",
        closed_at - HOUR,
    )
    portal.close_public_window(at=closed_at)


def test_a_form_that_comes_too_late_gives_the_words_back(writer, closing_portal):
    writer.open(COMMENT)
    writer.comment_box.fill(ON_THE_WHOLE)
    close(closing_portal, ago=HOUR)

    writer.button("Save comment").click()

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)
    writer.gets_back(ON_THE_WHOLE)
    writer.sees("julie.bradbrook@durham.gov.uk")


def test_the_form_within_a_page_that_comes_too_late_gives_the_words_back(writer, closing_portal):
    writer.open(ANTI_SOCIAL_BEHAVIOUR)
    writer.open_inline_form()
    writer.comment_box.fill(ON_THE_GOAL)
    close(closing_portal, ago=HOUR)

    writer.button("Save comment").click()

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)
    expect(writer.page.get_by_role("alert")).to_be_focused()
    writer.gets_back(ON_THE_GOAL)
    writer.arrives_at(ANTI_SOCIAL_BEHAVIOUR)


def test_a_part_of_an_old_tab_opens_the_reason_in_place_of_the_form(writer, closing_portal):
    writer.open(ANTI_SOCIAL_BEHAVIOUR)
    close(closing_portal, ago=HOUR)

    writer.link(re.compile("^Comment on this")).first.click()

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)


def test_a_form_posted_directly_is_refused_with_its_words(writer, closing_portal):
    writer.open(COMMENT)
    form = writer.page.get_by_role("main").locator("form")
    fields = dict(form.evaluate("form => [...new FormData(form)]")) | {"text": "Posted directly."}
    close(closing_portal, ago=HOUR)

    answer = post(
        closing_portal, COMMENT, urlencode(fields).encode(), writer.page.context.cookies()
    )

    assert answer.status == 409
    assert CLOSED in answer.text
    assert "Posted directly." in answer.text


@pytest.mark.parametrize("address", [RESPOND, COMMENT, ABOUT_YOU, CHECK])
def test_an_unsent_response_comes_back_at_every_step(writer, closing_portal, address):
    writer.comment(ON_THE_WHOLE)
    close(closing_portal, ago=HOUR)

    writer.open(address)

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)
    writer.gets_back(ON_THE_WHOLE)


def test_who_one_is_comes_back_with_the_unsent_response(writer, closing_portal):
    writer.comment(ON_THE_WHOLE)
    writer.open(ABOUT_YOU)
    writer.page.get_by_label("Your name").fill("Sample Person")
    close(closing_portal, ago=HOUR)

    writer.button("Continue").click()

    expect(writer.page.get_by_role("textbox", name="Your name")).to_have_value("Sample Person")
    writer.gets_back(ON_THE_WHOLE)


def test_the_private_link_of_an_unsent_response_still_gives_the_words(
    writer, closing_portal, browse
):
    writer.comment(ON_THE_WHOLE)
    link = writer.private_link()
    close(closing_portal, ago=HOUR)

    elsewhere = browse(closing_portal).open(link)

    expect(elsewhere.page.get_by_role("alert")).to_contain_text(CLOSED)
    elsewhere.gets_back(ON_THE_WHOLE)


def test_within_the_grace_period_a_response_is_taken_and_marked_late(writer, closing_portal):
    writer.get_ready_to_send()
    close(closing_portal, ago=dt.timedelta(minutes=1))

    writer.send()

    writer.sees("It is marked as late.")
    [[late]] = closing_portal.execute(
        "SELECT is_late FROM consultation_response WHERE reference = %s", writer.reference()
    )
    assert late


def test_within_the_grace_period_every_step_is_still_open(writer, closing_portal):
    writer.comment(ON_THE_WHOLE)
    close(closing_portal, ago=dt.timedelta(minutes=1))

    writer.comment(ON_THE_GOAL)
    writer.say_who()
    writer.send()

    writer.sees(ON_THE_GOAL)


def test_nobody_begins_within_the_grace_period(browse, closing_portal):
    close(closing_portal, ago=dt.timedelta(minutes=1))

    latecomer = browse(closing_portal).open(COMMENT)

    expect(latecomer.page.get_by_role("alert")).to_contain_text(CLOSED)
    expect(latecomer.comment_box).to_have_count(0)


def test_after_the_grace_period_a_response_is_refused_with_its_words(writer, closing_portal):
    writer.get_ready_to_send()
    before = responses_sent(closing_portal)
    close(closing_portal, ago=dt.timedelta(minutes=15, seconds=1))

    writer.button("Send your response").click()

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)
    writer.gets_back(ON_THE_WHOLE)
    assert responses_sent(closing_portal) == before


def test_a_checked_response_the_browser_forgot_is_refused_with_its_words(writer, closing_portal):
    writer.get_ready_to_send()
    close(closing_portal, ago=HOUR)
    writer.lose_cookie(COOKIE)

    writer.button("Send your response").click()

    expect(writer.page.get_by_role("alert")).to_contain_text(CLOSED)
    writer.gets_back(ON_THE_WHOLE)


def test_a_response_sent_in_time_keeps_its_receipt_after_closing(writer, closing_portal):
    writer.get_ready_to_send()
    other = writer.another_tab().open(CHECK)
    writer.send()
    close(closing_portal, ago=HOUR)

    other.send()

    assert other.reference() == writer.reference()
