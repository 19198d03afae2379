"""htmx is fetched when somebody is about to use it, and a page can do without it."""

from playwright.sync_api import expect

from tests.browser.journey import ANTI_SOCIAL_BEHAVIOUR, COMMENT

HTMX = "**/htmx*.js"


def test_reading_fetches_no_htmx_and_opening_a_form_does(visitor):
    fetched = []
    visitor.page.on("request", lambda request: fetched.append(request.url))

    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    while_reading = [url for url in fetched if "htmx" in url]
    visitor.open_inline_form()

    assert while_reading == []
    assert len([url for url in fetched if "htmx" in url]) == 1


def test_a_click_before_htmx_is_there_opens_the_form_in_place(visitor):
    held_back = []

    def hold_back(route):
        held_back.append(route)

    visitor.page.route(HTMX, hold_back)
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)

    with visitor.page.expect_request(HTMX):
        visitor.page.locator(".sdp-comment__link").first.click()
    held_back[0].continue_()

    expect(visitor.comment_box).to_be_visible()
    assert visitor.page.url.endswith(ANTI_SOCIAL_BEHAVIOUR)


def test_when_htmx_cannot_come_the_link_leads_to_the_forms_own_page(visitor):
    visitor.watch.allow("net::ERR_FAILED")
    visitor.page.route(HTMX, lambda route: route.abort())
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)

    visitor.page.locator(".sdp-comment__link").first.click()

    visitor.page.wait_for_url(f"**{COMMENT}?about=*")
    expect(visitor.comment_box).to_be_visible()
