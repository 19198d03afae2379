"""Nothing typed is ever lost: not to an old token, a lost cookie, a mistake or a lost database."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ABOUT_YOU,
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    COMMENT,
    CONFIDENCE,
    COOKIE,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    RESPOND,
    responses_sent,
)
from tests.browser.portals import SOON_GIVES_UP

# A line break counts as one, though a browser sends two characters; an emoji counts as two.
LONGEST = "\n🙂" * 100 + "é" * 9700
WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with-javascript", "without"]
)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_form_whose_token_is_gone_can_be_sent_again(browse, portal, javascript):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.open(f"{COMMENT}?about={CONFIDENCE}")
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.lose_cookie("csrftoken")

    visitor.button("Save comment").click()
    expect(visitor.heading).to_have_text("We could not check that form")
    visitor.gets_back(ON_THE_GOAL)
    visitor.button("Try again").click()

    visitor.arrives_at(RESPOND)
    visitor.sees(ON_THE_GOAL)


def test_the_form_within_a_page_whose_token_is_gone_can_be_sent_again(visitor):
    visitor.watch.allow("Response Status Error Code 403")
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.lose_cookie("csrftoken")

    visitor.button("Save comment").click()
    expect(visitor.heading).to_have_text("We could not check that form")
    visitor.gets_back(ON_THE_GOAL)
    visitor.button("Try again").click()

    visitor.arrives_at(RESPOND)
    visitor.sees(ON_THE_GOAL)


def test_who_one_is_can_be_sent_again_when_the_token_is_gone(visitor):
    visitor.comment(ON_THE_WHOLE)
    visitor.open(ABOUT_YOU)
    visitor.choose_about_you()
    visitor.page.get_by_label("Your name").fill("Sample Person")
    visitor.lose_cookie("csrftoken")

    visitor.button("Continue").click()
    visitor.sees("We could not check that form")
    expect(visitor.page.get_by_role("textbox", name="Your name")).to_have_value("Sample Person")
    visitor.button("Try again").click()

    visitor.arrives_at(CHECK)
    visitor.sees("Sample Person")


def test_sending_can_be_tried_again_when_the_token_is_gone(visitor):
    visitor.get_ready_to_send()
    visitor.lose_cookie("csrftoken")

    visitor.button("Send your response").click()
    visitor.sees("We could not check that form")
    visitor.button("Try again").click()

    expect(visitor.heading).to_contain_text("Response sent")


def test_a_comment_is_saved_although_the_response_is_forgotten(visitor):
    visitor.comment("The first.")
    link = visitor.private_link()
    visitor.open(COMMENT)
    visitor.comment_box.fill("The second.")
    visitor.lose_cookie(COOKIE)

    visitor.button("Save comment").click()

    visitor.sees("The second.")
    visitor.open(f"{link}?switch")
    visitor.sees("The first.")


def test_a_changed_comment_comes_back_when_the_response_is_forgotten(visitor):
    visitor.comment(ON_THE_WHOLE)
    visitor.link(re.compile("^Change your comment")).click()
    visitor.comment_box.fill("Better words.")
    visitor.lose_cookie(COOKIE)

    visitor.button("Save comment").click()

    visitor.gets_back("Better words.")


def test_who_one_is_is_kept_although_the_browser_forgot_the_response(visitor):
    visitor.comment(ON_THE_WHOLE)
    visitor.open(ABOUT_YOU)
    visitor.page.get_by_label("Your name").fill("Sample Person")
    visitor.choose_about_you()
    visitor.lose_cookie(COOKIE)

    visitor.button("Continue").click()

    expect(visitor.heading).to_have_text("Check your response before sending it")
    expect(visitor.page.get_by_role("main")).to_contain_text("Sample Person")


def test_a_checked_response_is_sent_although_the_browser_forgot_it(visitor, portal):
    visitor.get_ready_to_send()
    before = responses_sent(portal)
    visitor.lose_cookie(COOKIE)

    visitor.button("Send your response").click()

    expect(visitor.heading).to_contain_text("Response sent")
    assert responses_sent(portal) == before + 1


@WITH_AND_WITHOUT_JAVASCRIPT
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "Enter your comment.", id="empty"),
        pytest.param(" \n ", "Enter your comment.", id="blank"),
        pytest.param(f"{LONGEST}!", "It has 1 too many.", id="too-long"),
    ],
)
def test_a_refused_comment_stays_in_its_box_with_the_reason(
    browse, portal, javascript, text, reason
):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.open(COMMENT)
    visitor.comment_box.fill(text)

    visitor.button("Save comment").click()

    expect(visitor.page).to_have_title(re.compile("^Error: "))
    expect(visitor.comment_box).to_be_focused()
    expect(visitor.comment_box).to_have_value(text)
    expect(visitor.comment_box).to_have_accessible_description(re.compile(re.escape(reason)))


def test_the_form_within_a_page_keeps_a_refused_comment_and_then_takes_it(visitor):
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(f"{LONGEST}!")
    visitor.button("Save comment").click()
    expect(visitor.comment_box).to_have_accessible_description(re.compile("It has 1 too many."))
    expect(visitor.comment_box).to_have_value(f"{LONGEST}!")

    visitor.comment_box.fill(LONGEST)
    visitor.button("Save comment").click()

    expect(visitor.page.get_by_role("status")).to_contain_text("is saved")


def test_the_browser_and_the_server_count_alike(visitor):
    visitor.open(COMMENT)

    visitor.comment_box.fill(LONGEST)
    expect(visitor.page.get_by_text("You have 0 characters remaining").first).to_be_visible()
    visitor.comment_box.fill(f"{LONGEST}!")
    expect(visitor.page.get_by_text("You have 1 character too many").first).to_be_visible()
    visitor.comment_box.fill(LONGEST)
    visitor.button("Save comment").click()

    visitor.arrives_at(RESPOND)
    visitor.link(re.compile("^Change your comment")).click()
    expect(visitor.comment_box).to_have_value(LONGEST)


def test_a_comment_stays_exactly_as_it_was_typed(visitor):
    typed = '  Indented,\n\n<b>"quoted" & marked</b>\ttabbed 🙂  '
    visitor.comment(typed)

    visitor.link(re.compile("^Change your comment")).click()

    expect(visitor.comment_box).to_have_value(typed)


@pytest.fixture
def failing_portal(portals):
    portal = portals.at("2024-04-10T10:00", name="failing", **SOON_GIVES_UP)
    yield portal
    portal.find_database_again()


def save_again(visitor):
    """A second later: the button takes an earlier click for half of a double click."""
    visitor.page.clock.fast_forward(1000)
    visitor.button("Save comment").click()


def test_a_database_that_does_not_answer_loses_no_word(browse, failing_portal):
    visitor = browse(failing_portal).open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)

    failing_portal.lose_database()
    visitor.button("Save comment").click()
    expect(visitor.heading).to_have_text("Sorry, we cannot do that just now")
    visitor.gets_back(ON_THE_WHOLE)
    visitor.button("Try again").click()
    visitor.gets_back(ON_THE_WHOLE)
    failing_portal.find_database_again()
    visitor.button("Try again").click()

    visitor.arrives_at(RESPOND)
    visitor.sees(ON_THE_WHOLE)


def test_the_form_within_a_page_waits_for_a_database_that_does_not_answer(browse, failing_portal):
    visitor = browse(failing_portal)
    visitor.watch.allow("Response Status Error Code 503")
    visitor.page.clock.install()
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(ON_THE_GOAL)

    failing_portal.lose_database()
    visitor.button("Save comment").click()
    alert = visitor.page.get_by_role("alert").filter(has_text="We could not save your comment")
    expect(alert).to_be_visible()
    expect(visitor.comment_box).to_have_value(ON_THE_GOAL)
    failing_portal.find_database_again()
    save_again(visitor)

    expect(visitor.page.get_by_role("status")).to_contain_text("is saved")


def test_the_form_within_a_page_waits_for_a_network_that_is_down(visitor):
    visitor.watch.allow("ERR_INTERNET_DISCONNECTED")
    visitor.watch.allow("htmx:sendError")
    visitor.watch.allow("htmx:afterRequest")
    visitor.page.clock.install()
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(ON_THE_GOAL)

    visitor.page.context.set_offline(True)
    visitor.button("Save comment").click()
    alert = visitor.page.get_by_role("alert").filter(has_text="We could not save your comment")
    expect(alert).to_be_visible()
    expect(visitor.comment_box).to_have_value(ON_THE_GOAL)
    visitor.page.context.set_offline(False)
    save_again(visitor)

    expect(visitor.page.get_by_role("status")).to_contain_text("is saved")


MORE_THAN_WE_TAKE = "é" * 1_500_000  # of six characters each on their way to the server


def test_the_form_within_a_page_keeps_what_is_more_than_we_take(visitor):
    visitor.watch.allow("Response Status Error Code 413")
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.evaluate("(box, words) => { box.value = words }", MORE_THAN_WE_TAKE)

    visitor.button("Save comment").click()

    alert = visitor.page.get_by_role("alert").filter(has_text="This is too long to be saved")
    expect(alert).to_be_visible()
    assert len(visitor.comment_box.input_value()) == len(MORE_THAN_WE_TAKE)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_more_than_we_take_is_answered_in_words(browse, portal, javascript):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.open(COMMENT)
    visitor.comment_box.evaluate("(box, words) => { box.value = words }", MORE_THAN_WE_TAKE)

    visitor.button("Save comment").click()

    expect(visitor.heading).to_have_text("That is more than we can take at once")
    visitor.sees("Go back with your browser’s back button")
