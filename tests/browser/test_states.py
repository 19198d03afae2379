"""The home page and the consultation's page say what is true at the moment."""

import pytest
from playwright.sync_api import expect

from tests.browser.journey import ANTI_SOCIAL_BEHAVIOUR, COMMENT, CONSULTATION, Visitor

BEFORE = "2024-03-10T09:00"
OPEN = "2024-04-10T10:00"
LAST_MINUTE = "2024-04-14T23:59"
CLOSED = "2024-04-15T00:00"
COMMITTEE = "2024-04-20T12:00"
TODAY = ""

CLOSES = "11:59pm on Sunday 14 April 2024"


@pytest.fixture
def at(browse, portals):
    """Somebody at a portal that was started at a moment."""

    def visit(moment: str) -> Visitor:
        return browse(portals.at(moment))

    return visit


def row(visitor: Visitor, window: str):
    return visitor.page.get_by_role("row").filter(has_text=window)


def is_in_state(visitor: Visitor, *, public: str, committee: str):
    expect(row(visitor, "Public consultation").get_by_role("cell").last).to_have_text(public)
    expect(row(visitor, "Committee").get_by_role("cell").last).to_have_text(committee)


def cannot_respond(visitor: Visitor):
    expect(visitor.link("Start your response")).to_have_count(0)
    visitor.open("/")
    expect(visitor.page.get_by_role("main")).not_to_contain_text("Have your say")
    visitor.open(ANTI_SOCIAL_BEHAVIOUR)
    expect(visitor.page.get_by_text("Comment on this")).to_have_count(0)


def test_the_last_minute_is_still_open(at):
    # Begun before everything else here: this portal is in its last minute for a minute only.
    visitor = at(LAST_MINUTE).open(CONSULTATION)

    is_in_state(visitor, public="Open", committee="Not open yet")
    visitor.sees("Closes in less than an hour")
    visitor.open("/")
    visitor.sees("Closes in less than an hour")


def test_before_it_opens_it_says_when_and_the_draft_can_be_read(at):
    visitor = at(BEFORE).open(CONSULTATION)

    is_in_state(visitor, public="Not open yet", committee="Not open yet")
    visitor.sees("opens on Monday 18 March 2024")
    visitor.sees(CLOSES)
    expect(
        visitor.page.get_by_role("main").get_by_role("link", name="the whole strategy")
    ).to_be_visible()
    cannot_respond(visitor)


def test_before_it_opens_a_form_address_says_when(at):
    visitor = at(BEFORE).open(COMMENT)

    expect(visitor.page.get_by_role("alert")).to_contain_text("not open yet")
    expect(visitor.page.get_by_role("alert")).to_contain_text("Monday 18 March 2024")
    expect(visitor.comment_box).to_have_count(0)


def test_while_open_it_says_until_when_and_how_many_days_are_left(at):
    visitor = at(OPEN).open(CONSULTATION)

    is_in_state(visitor, public="Open", committee="Not open yet")
    visitor.sees(CLOSES)
    visitor.sees("4 days left")
    expect(visitor.link("Start your response")).to_be_visible()
    visitor.open("/")
    visitor.sees(CLOSES)
    visitor.sees("4 days left")


def test_once_closed_it_promises_no_day_that_nobody_set(at):
    visitor = at(CLOSED).open(CONSULTATION)

    is_in_state(visitor, public="Closed", committee="Not open yet")
    visitor.sees("This consultation closed at 11:59pm on Sunday 14 April 2024.")
    visitor.sees("We’re considering what you told us.")
    expect(visitor.page.get_by_text("due by")).to_have_count(0)
    cannot_respond(visitor)


def test_the_committee_s_window_stays_open_by_invitation(at):
    visitor = at(COMMITTEE).open(CONSULTATION)

    is_in_state(visitor, public="Closed", committee="Open")
    expect(row(visitor, "Committee")).to_contain_text("By invitation")
    expect(row(visitor, "Committee")).to_contain_text("11:59pm on Tuesday 23 April 2024")
    cannot_respond(visitor)


def test_without_a_demonstration_clock_nothing_is_late_that_nobody_promised(at):
    visitor = at(TODAY).open(CONSULTATION)

    is_in_state(visitor, public="Closed", committee="Closed")
    expect(visitor.page.get_by_text("is late")).to_have_count(0)
    expect(visitor.page.get_by_text("Demonstration:")).to_have_count(0)
    cannot_respond(visitor)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (BEFORE, "Sunday 10 March 2024"),
        (OPEN, "Wednesday 10 April 2024"),
        (CLOSED, "Monday 15 April 2024"),
    ],
)
def test_a_demonstration_says_so_and_which_day_it_is(at, moment, said):
    visitor = at(moment).open("/")

    expect(visitor.page.get_by_text("Demonstration:").locator("..")).to_contain_text(said)
