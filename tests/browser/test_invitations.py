"""The committee's window by invitation: officers invite, members respond, links end."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import survey
from tests.browser.journey import (
    ANTI_SOCIAL_BEHAVIOUR,
    CHECK,
    CONFIDENCE_TITLE,
    ON_THE_GOAL,
    PHONE,
    RESPOND,
)
from tests.browser.officers import sign_in

INVITE = "/admin/consultation/invitation/add/"
LIST = "/admin/consultation/invitation/"
COMMITTEE = "Safer and Stronger Communities Overview and Scrutiny Committee"
CLOSES = "11:59pm on Tuesday 23 April 2024"


@pytest.fixture
def portal(portals):
    """Three days after the public window closed; one of its own."""
    return portals.at("2024-04-17T10:00", name="invitations")


@pytest.fixture
def officer(browse, portal):
    return sign_in(browse, portal, "example-officer")


def invite(officer, people: str):
    officer.open(INVITE)
    officer.page.get_by_label("Or several at once").fill(people)
    officer.button("Continue").click()
    officer.button("Read the message").click()
    officer.button("Invite and send").click()


def link_of(officer, name: str) -> str:
    officer.open(LIST)
    row = officer.page.get_by_role("row").filter(has_text=name)
    return row.locator(".sdp-copyable").get_attribute("href")


def test_an_officer_invites_a_member_responds_and_the_officer_sees_it_in_the_invited_window(
    browse, portal, officer
):
    # A line that cannot be read is mended where it is shown, and loses nothing of the others.
    officer.open(INVITE)
    people = officer.page.get_by_label("Or several at once")
    people.fill("Name;Email\nCouncillor Example;cllr@example.org\nAl Example al@example.org")
    officer.button("Continue").click()
    expect(officer.page.get_by_text("Line 3: a comma is missing")).to_be_visible()
    officer.page.get_by_label("Correct line 3").fill("Al Example;al@example.org")
    officer.button("Check again").click()
    # Who is invited is shown before anything is sent, and changing the list loses nothing of it.
    expect(officer.page.get_by_text("Nothing is sent yet.")).to_be_visible()
    expect(officer.page.get_by_role("row").filter(has_text="cllr@example.org")).to_contain_text(
        "Councillor Example"
    )
    officer.button("Change the list").click()
    expect(people).to_have_value(re.compile("Councillor Example;cllr@example.org"))
    officer.button("Continue").click()
    # The message is read before it is sent, with the officer's own words in it.
    officer.button("Read the message").click()
    message = officer.page.get_by_label("The message")
    expect(message).to_contain_text("For Councillor Example")
    officer.page.get_by_label("Your own words").fill("We’d “love” to hear from you – do write 👋")
    officer.button("Invite and send").click()
    expect(officer.page.get_by_text("You changed your words since.")).to_be_visible()
    expect(message).to_contain_text("We’d “love” to hear from you – do write 👋")
    officer.button("Invite and send").click()
    expect(officer.page.get_by_text("2 invitations made")).to_be_visible()

    # The public can no longer respond; the member can, from the page of a part.
    member = browse(portal, **PHONE).open(ANTI_SOCIAL_BEHAVIOUR)
    expect(member.link(re.compile("Comment on this"))).to_have_count(0)
    member.open(link_of(officer, "Councillor Example"))
    member.sees("Councillor Example")
    member.sees(CLOSES)
    assert member.page.context.cookies() == []
    member.button("Start your response").click()
    member.arrives_at(RESPOND)
    member.sees(CLOSES)
    member.open(ANTI_SOCIAL_BEHAVIOUR)
    member.open_inline_form()
    member.comment_box.fill(ON_THE_GOAL)
    member.button("Save comment").click()
    expect(member.page.get_by_role("status")).to_contain_text("saved")
    expect(member.page.get_by_label("Your response")).to_contain_text("1 comment")
    member.say_who()
    member.sees(CLOSES)
    member.send()
    reference = member.reference()

    officer.open(LIST)
    row = officer.page.get_by_role("row").filter(has_text="Councillor Example")
    expect(row).to_contain_text("Answered: 1 response")
    row.get_by_role("link", name="1", exact=True).click()
    officer.link(reference).click()
    expect(officer.page.get_by_role("main")).to_contain_text(COMMITTEE)
    expect(officer.page.get_by_role("main")).to_contain_text("Councillor Example")
    expect(officer.page.get_by_role("main")).to_contain_text(CONFIDENCE_TITLE)


def test_a_revoked_link_says_so_and_gives_back_what_was_begun_by_it(browse, portal, officer):
    invite(officer, "Lee Example, lee@example.org")
    link = link_of(officer, "Lee Example")
    member = browse(portal).open(link)
    member.button("Start your response").click()
    member.comment(ON_THE_GOAL)
    member.say_who()

    officer.open(LIST)
    officer.link(re.compile("Revoke.*Lee Example")).click()
    officer.button("Revoke the invitation").click()
    expect(officer.page.get_by_text("The invitation for Lee Example is revoked.")).to_be_visible()

    member.button("Send your response").click()
    member.sees("Your invitation has been taken back")
    member.gets_back(ON_THE_GOAL)
    member.open(link)
    expect(member.heading).to_have_text("Your invitation has been taken back")
    member.sees("julie.bradbrook@durham.gov.uk")


def test_a_wrong_link_and_a_late_one_say_which_and_whom_to_ask(browse, portal, portals, officer):
    invite(officer, "Sam Example, sam@example.org")
    link = link_of(officer, "Sam Example")
    visitor = browse(portal).open("/invitations/wrong/")
    expect(visitor.heading).to_have_text("We do not know this invitation")
    visitor.sees("julie.bradbrook@durham.gov.uk")

    before = portal.execute(
        "SELECT closes_at, grace_minutes FROM consultation_window WHERE audience = 'invited'"
    )
    visitor.open(link)
    visitor.button("Start your response").click()
    portal.execute(
        "UPDATE consultation_window SET closes_at = %s, grace_minutes = 0"
        " WHERE audience = 'invited'",
        portal.present(),
    )
    try:
        visitor.open(link)
        expect(visitor.heading).to_have_text("Your invitation has ended")
        visitor.sees("julie.bradbrook@durham.gov.uk")
        visitor.open(CHECK)
        visitor.sees("The time to respond by your invitation is over")
    finally:
        portal.execute(
            "UPDATE consultation_window SET closes_at = %s, grace_minutes = %s"
            " WHERE audience = 'invited'",
            *before[0],
        )


def test_its_pages_break_no_rule_of_wcag_and_fit_a_phone(browse, portal, officer):
    invite(officer, "Pat Example, pat@example.org")
    link = link_of(officer, "Pat Example")
    member = browse(portal)

    looks = {page: survey.look(member, member.read(page)) for page in (link, "/invitations/no/")}

    assert {page: look.violations for page, look in looks.items() if look.violations} == {}
    assert {page: look.sticks_out for page, look in looks.items() if look.sticks_out} == {}
