"""Words outlive a tab that the phone ends, on the device only, until they are saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.journey import ABOUT_YOU, ANTI_SOCIAL_BEHAVIOUR, COMMENT, ON_THE_WHOLE, RESPOND

SAVED = re.compile(r"Saved on this device at \d{1,2}:\d\d[ap]m")
KEPT = "() => Object.keys(localStorage)"


def write_and_end_the_tab(visitor):
    visitor.open(RESPOND)
    visitor.comment_box.fill(ON_THE_WHOLE)
    expect(visitor.page.get_by_text(SAVED)).to_be_visible()
    again = visitor.another_tab()
    visitor.page.close(run_before_unload=False)
    return again


@pytest.mark.parametrize("place", ["", "#main-content"])
def test_words_come_back_after_the_tab_is_killed_and_go_once_they_are_saved(visitor, place):
    again = write_and_end_the_tab(visitor).open(RESPOND + place)

    expect(again.comment_box).to_have_value(ON_THE_WHOLE)
    again.sees("We kept these words on this device")
    again.button("Save and continue").click()
    again.arrives_at(ABOUT_YOU)
    again.page.wait_for_load_state()
    assert again.page.evaluate(KEPT) == []
    expect(again.open(COMMENT).comment_box).to_have_value("")


def test_the_device_forgets_on_request(visitor):
    again = write_and_end_the_tab(visitor).open(RESPOND)

    again.button("Forget what is kept on this device").click()

    again.sees("Nothing is kept on this device now.")
    assert again.page.evaluate(KEPT) == []
    expect(again.comment_box).to_have_value(ON_THE_WHOLE)


def test_words_saved_within_a_page_are_forgotten(visitor):
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    visitor.open_inline_form()
    visitor.comment_box.fill(ON_THE_WHOLE)
    expect(visitor.page.get_by_text(SAVED)).to_be_visible()

    visitor.button("Save comment").click()

    # The script has looked at what was swapped in.
    saved = visitor.page.locator("[role=status][data-sdp-forget-init]")
    expect(saved).to_contain_text("is saved")
    assert visitor.page.evaluate(KEPT) == []


def keep(visitor, about, words):
    visitor.open(f"{COMMENT}?about={about}")
    visitor.comment_box.fill(words)
    expect(visitor.page.get_by_text(SAVED)).to_be_visible()
    return visitor


def test_saving_one_comment_forgets_no_words_about_another_part(visitor):
    """The key of an area begins those of its goals, and of its theme."""
    goal = "anti-social-behaviour/goals/confidence-to-report"
    other = keep(visitor, goal, ON_THE_WHOLE).another_tab()
    keep(other, "anti-social-behaviour", "About the area.").button("Save comment").click()
    other.page.wait_for_load_state()

    visitor.page.close(run_before_unload=False)

    expect(other.open(f"{COMMENT}?about={goal}").comment_box).to_have_value(ON_THE_WHOLE)


def test_saving_in_one_tab_forgets_no_words_of_the_same_box_in_another(visitor):
    other = keep(visitor, "road-safety", ON_THE_WHOLE).another_tab()
    other.open(f"{COMMENT}?about=road-safety")
    other.comment_box.fill("Other words.")
    expect(other.page.get_by_text(SAVED)).to_be_visible()
    visitor.comment_box.fill(f"{ON_THE_WHOLE} And more.")
    expect(visitor.page.get_by_text(SAVED)).to_be_visible()
    other.button("Save comment").click()
    other.page.wait_for_load_state()

    visitor.page.close(run_before_unload=False)

    again = other.open(f"{COMMENT}?about=road-safety")
    expect(again.comment_box).to_have_value(f"{ON_THE_WHOLE} And more.")


def test_words_stay_if_saving_fails_and_somebody_goes_back_and_on(visitor):
    keep(visitor, "road-safety", ON_THE_WHOLE)
    visitor.portal.lose_database()
    try:
        visitor.button("Save comment").click()
        visitor.page.wait_for_load_state()
        visitor.page.go_back()
    finally:
        visitor.portal.find_database_again()
    visitor.open(RESPOND)

    again = visitor.open(f"{COMMENT}?about=road-safety")

    expect(again.comment_box).to_have_value(ON_THE_WHOLE)


def test_without_javascript_nothing_of_it_shows(browse, portal):
    visitor = browse(portal, java_script_enabled=False).open(RESPOND)

    expect(visitor.page.get_by_text("on this device", exact=False)).to_have_count(0)


# A sensitive part


KEPT_IN_TAB = re.compile(r"Kept in this tab at \d{1,2}:\d\d[ap]m, until you close it\.")
IN_TAB = "() => JSON.stringify({...sessionStorage}) + JSON.stringify({...localStorage})"


def write_about_a_sensitive_part(visitor):
    visitor.open(f"{COMMENT}?about=domestic-abuse")
    expect(visitor.comment_box).to_have_accessible_description(re.compile("in this tab only"))
    visitor.comment_box.fill(ON_THE_WHOLE)
    expect(visitor.page.get_by_text(KEPT_IN_TAB)).to_be_visible()


def test_words_about_a_sensitive_part_stay_in_their_tab(visitor):
    write_about_a_sensitive_part(visitor)
    assert visitor.page.evaluate(KEPT) == []

    other = visitor.another_tab().open(f"{COMMENT}?about=domestic-abuse")
    expect(other.comment_box).to_have_value("")
    visitor.page.reload()
    expect(visitor.comment_box).to_have_value(ON_THE_WHOLE)

    visitor.page.close(run_before_unload=False)

    again = other.another_tab().open(f"{COMMENT}?about=domestic-abuse")
    expect(again.comment_box).to_have_value("")


@pytest.mark.parametrize("by_keyboard", [False, True])
def test_exit_this_page_forgets_all_words_also_those_in_the_box(visitor, by_keyboard):
    keep(visitor, "road-safety", ON_THE_WHOLE).page.close(run_before_unload=False)
    visitor = visitor.another_tab()
    visitor.page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="Weather"))
    visitor.comment("Saved before, and not sent.")
    assert [c for c in visitor.page.context.cookies() if "response" in c["name"]]
    write_about_a_sensitive_part(visitor)

    if by_keyboard:
        for _ in range(3):
            visitor.page.keyboard.press("Shift")
    else:
        visitor.button("Emergency Exit this page").click()

    visitor.page.wait_for_url("https://www.bbc.co.uk/weather")
    visitor.page.go_back()
    expect(visitor.comment_box).to_have_value("")
    assert visitor.page.evaluate(IN_TAB) == "{}{}"
    assert [c["name"] for c in visitor.page.context.cookies() if "response" in c["name"]] == []
    assert visitor.watch.faults == ["Request to another host: https://www.bbc.co.uk/weather"]
    visitor.watch.faults.clear()


def test_a_device_that_forgets_a_response_forgets_also_what_was_typed_and_not_saved(visitor):
    keep(visitor, "road-safety", ON_THE_WHOLE)
    other = visitor.another_tab()
    other.comment("Saved, not sent.")
    visitor.page.close(run_before_unload=False)

    other.open(f"{RESPOND}forget/")
    assert len(other.page.evaluate(KEPT)) == 1
    other.button("Forget it on this device").click()

    expect(other.link("Start your response")).to_be_visible()
    assert other.page.evaluate(KEPT) == []
