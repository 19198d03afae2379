"""However often and from wherever a response is sent, it is one response with one receipt."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    CHECK,
    COMMENT,
    COOKIE,
    ON_THE_WHOLE,
    RESPOND,
    responses_sent,
)
from tests.browser.plain_http import post


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_double_click_sends_once(browse, portal, javascript):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.get_ready_to_send()
    before = responses_sent(portal)

    visitor.button("Send your response").dblclick()
    expect(visitor.heading).to_contain_text("Response sent")

    assert responses_sent(portal) == before + 1


def test_the_same_form_sent_again_leads_to_the_same_receipt(visitor, portal):
    visitor.get_ready_to_send()
    form = _send_form(visitor)
    before = responses_sent(portal)
    visitor.send()

    again = visitor.page.request.post(CHECK, form=form)

    assert again.url == visitor.page.url
    assert visitor.reference() in again.text()
    assert responses_sent(portal) == before + 1


def test_going_back_after_sending_finds_nothing_left_to_send(visitor, portal):
    visitor.get_ready_to_send()
    visitor.send()
    before = responses_sent(portal)

    visitor.page.go_back()

    visitor.arrives_at(f"{RESPOND}?lost")
    visitor.sees("There is no unsent response on this device.")
    visitor.page.go_forward()
    expect(visitor.heading).to_contain_text("Response sent")
    assert responses_sent(portal) == before


def test_two_tabs_send_one_response(visitor, portal):
    visitor.get_ready_to_send()
    other = visitor.another_tab().open(CHECK)
    before = responses_sent(portal)

    visitor.send()
    other.send()

    assert other.page.url == visitor.page.url
    assert other.reference() == visitor.reference()
    assert responses_sent(portal) == before + 1


def test_two_forms_that_arrive_at_the_same_moment_make_one_response(visitor, portal):
    visitor.get_ready_to_send()
    form = urlencode(_send_form(visitor)).encode()
    cookies = visitor.page.context.cookies()
    before = responses_sent(portal)
    together = Barrier(4)

    def send(_):
        together.wait()
        return post(portal, CHECK, form, cookies)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))

    assert [answer.status for answer in answers] == [302] * 4
    assert len({answer.location for answer in answers}) == 1
    assert responses_sent(portal) == before + 1


def test_what_was_changed_in_another_tab_is_checked_once_more_before_it_is_sent(visitor, portal):
    visitor.get_ready_to_send()
    before = responses_sent(portal)
    visitor.another_tab().comment("And one more thing.")

    visitor.button("Send your response").click()
    expect(visitor.page.get_by_text("Your response has changed since")).to_be_visible()
    assert responses_sent(portal) == before
    visitor.sees("And one more thing.")
    visitor.send()

    visitor.sees("And one more thing.")
    visitor.sees(ON_THE_WHOLE)


def test_a_comment_from_a_tab_left_open_begins_a_new_response(visitor, portal):
    visitor.get_ready_to_send()
    left_open = visitor.another_tab().open(COMMENT)
    visitor.send()

    left_open.comment_box.fill("An afterthought.")
    left_open.button("Save comment").click()

    left_open.sees("Your response has 1 comment.")
    left_open.sees("An afterthought.")
    visitor.page.reload()
    expect(visitor.page.get_by_role("main")).not_to_contain_text("An afterthought.")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_double_click_saves_a_comment_once(browse, portal, javascript):
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)

    visitor.button("Save comment").dblclick()

    visitor.sees("Your response has 1 comment.")


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_double_click_on_the_first_comment_begins_one_response(browse, portal, javascript):
    before = responses_begun(portal)
    visitor = browse(portal, java_script_enabled=javascript)
    visitor.open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)

    visitor.button("Save comment").dblclick()

    visitor.sees("Your response has 1 comment.")
    assert responses_begun(portal) == before + 1


def test_first_comments_that_arrive_at_the_same_moment_begin_one_response(visitor, portal):
    before = responses_begun(portal)
    visitor.open(COMMENT)
    visitor.comment_box.fill(ON_THE_WHOLE)
    form = urlencode(_send_form(visitor)).encode()
    cookies = visitor.page.context.cookies()
    together = Barrier(4)

    def save(_):
        together.wait()
        return post(portal, COMMENT, form, cookies)

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(save, range(4)))

    assert [answer.status for answer in answers] == [302] * 4
    assert len({_cookie(answer) for answer in answers}) == 1
    assert responses_begun(portal) == before + 1
    visitor.button("Save comment").click()
    visitor.sees("Your response has 1 comment.")


def _cookie(answer) -> str:
    [cookie] = [c for c in answer.headers.get_all("Set-Cookie") if c.startswith(COOKIE)]
    return cookie.partition(";")[0]


def responses_begun(portal) -> int:
    [[number]] = portal.execute("SELECT count(*) FROM consultation_response")
    return number


def _send_form(visitor) -> dict:
    form = visitor.page.get_by_role("main").locator("form")
    return dict(form.evaluate("form => [...new FormData(form)]"))
