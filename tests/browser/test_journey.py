"""The main job from the strategy to the receipt, in every way that a person may do it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import (
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    CONFIDENCE_TITLE,
    CONSULTATION,
    ON_THE_GOAL,
    ON_THE_WHOLE,
    PHONE,
    RESPOND,
)

TO_THE_SECOND = re.compile(r"at \d{1,2}:\d\d:\d\d[ap]m on \w+ \d{1,2} April 2024, London time")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="with-a-mouse"),
        pytest.param({"java_script_enabled": False}, id="without-javascript"),
        pytest.param(PHONE, id="on-a-small-phone"),
        pytest.param(PHONE | {"java_script_enabled": False}, id="on-a-phone-without-javascript"),
    ],
)
def test_two_comments_are_written_changed_sent_and_on_the_receipt(browse, portal, options):
    visitor = browse(portal, **options)
    with_javascript = options.get("java_script_enabled", True)

    def has_room():
        assert visitor.sticks_out() == []

    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    has_room()
    visitor.comment_box.fill("I would report more.")
    visitor.button("Save comment").click()
    if with_javascript:
        expect(visitor.page.get_by_role("status")).to_contain_text("is saved")
        visitor.arrives_at(ANTI_SOCIAL_BEHAVIOUR)
        bar = visitor.page.get_by_role("region", name="Your response")
        expect(bar).to_contain_text("Your response has 1 comment. Not sent yet.")
        has_room()
        bar.get_by_role("link", name="Review and send").click()
    visitor.arrives_at(RESPOND)
    has_room()

    visitor.link("Comment on the whole strategy").click()
    expect(visitor.comment_box).to_be_visible()
    has_room()
    visitor.comment_box.fill(ON_THE_WHOLE)
    visitor.button("Save comment").click()
    visitor.link("Comment on the whole strategy").click()
    visitor.comment_box.fill("Not this one.")
    visitor.button("Save comment").click()
    visitor.sees("Your response has 3 comments")

    visitor.link(re.compile(f"^Change your comment on .*{CONFIDENCE_TITLE}")).click()
    expect(visitor.comment_box).to_have_value("I would report more.")
    has_room()
    visitor.comment_box.fill(ON_THE_GOAL)
    visitor.button("Save comment").click()
    visitor.sees(ON_THE_GOAL)

    visitor.link("Remove your comment on The whole strategy").last.click()
    visitor.sees("Not this one.")
    has_room()
    visitor.button("Remove comment").click()
    visitor.arrives_at(RESPOND)
    visitor.sees("Your response has 2 comments")

    visitor.link("Continue").click()
    expect(visitor.heading).to_have_text("About you")
    has_room()
    visitor.button("Continue").click()
    expect(visitor.page).to_have_title(re.compile("^Error: About you"))
    visitor.problem.get_by_role("link", name="Select who you are responding as.").click()
    has_room()
    visitor.choose_about_you()
    visitor.button("Continue").click()

    visitor.arrives_at(CHECK)
    visitor.sees(ON_THE_GOAL)
    visitor.sees("11:59pm on Sunday 14 April 2024")
    has_room()
    visitor.send()

    assert visitor.reference()
    visitor.sees(ON_THE_GOAL)
    visitor.sees(ON_THE_WHOLE)
    expect(visitor.page.get_by_role("main")).to_contain_text(TO_THE_SECOND)
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Not this one.")
    has_room()


def test_the_text_copy_of_a_receipt_says_the_same(visitor):
    visitor.get_ready_to_send()
    visitor.send()

    address = visitor.link("Keep a copy as text").get_attribute("href")
    copy = visitor.page.request.get(address).text()

    assert visitor.reference() in copy
    assert ON_THE_WHOLE in copy


def test_an_organisation_is_asked_for_its_name_and_published_under_it(visitor):
    visitor.comment(ON_THE_WHOLE)
    visitor.link("Continue").click()
    name = visitor.page.get_by_label("Name of the organisation or group")
    expect(name).to_be_hidden()

    visitor.page.get_by_role("radio", name="An organisation or group").check()
    expect(name).to_be_visible()
    visitor.page.get_by_role("radio", name="Publish my comments with my name").check()
    visitor.button("Continue").click()
    expect(visitor.problem).to_contain_text("Enter the name of the organisation or group.")
    name.fill("Bowburn Village Celebration")
    visitor.button("Continue").click()
    visitor.send()

    visitor.sees("Bowburn Village Celebration")


def test_the_private_link_takes_up_the_response_in_another_browser(browse, portal):
    here, elsewhere = browse(portal), browse(portal)
    here.comment(ON_THE_WHOLE)
    link = here.private_link()

    elsewhere.open(link)

    elsewhere.arrives_at(RESPOND)
    elsewhere.sees(ON_THE_WHOLE)
    elsewhere.say_who()
    elsewhere.send()
    here.open(link)
    assert here.reference() == elsewhere.reference()


def test_a_private_link_asks_before_it_takes_the_place_of_another_response(browse, portal):
    here, elsewhere = browse(portal), browse(portal)
    elsewhere.comment("From the other device.")
    link = elsewhere.private_link()
    here.comment("From this device.")

    here.open(link)
    expect(here.heading).to_contain_text("You have another unsent response on this device")
    own_link = here.private_link()
    here.link("Continue the response from my link").click()

    here.sees("From the other device.")
    here.open(f"{own_link}?switch")
    here.sees("From this device.")


def test_the_consultation_page_leads_to_the_first_comment(visitor):
    visitor.open("/")

    visitor.page.get_by_role("main").get_by_role("link", name="About this consultation").click()
    visitor.arrives_at(CONSULTATION)
    visitor.link("Start your response").click()

    expect(visitor.comment_box).to_be_visible()
    visitor.sees("This is not for reporting a crime or getting help.")
    expect(visitor.page.get_by_role("main").get_by_role("link", name="999")).to_be_visible()
