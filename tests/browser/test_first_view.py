"""What a visitor sees before scrolling: whose site it is, what it wants, what to do by when."""

import re

import pytest
from playwright.sync_api import expect

VIEWS = [{"width": 390, "height": 844}, {"width": 1280, "height": 900}]


def bottom_of(locator):
    box = locator.bounding_box()
    return box["y"] + box["height"]


@pytest.mark.parametrize("view", VIEWS, ids=["phone", "desktop"])
def test_the_button_and_the_closing_day_are_in_the_first_view(browse, portals, view):
    visitor = browse(portals.at("2024-04-10T10:00"), viewport=view).open("/")
    main = visitor.page.get_by_role("main")

    button = main.get_by_role("link", name=re.compile("^Have your say"))
    for seen in (main.get_by_role("heading", level=1), main.get_by_text("14 April"), button):
        expect(seen.first).to_be_visible()
        assert bottom_of(seen.first) <= view["height"]
    if view["width"] == 390:
        header = visitor.page.locator("header")
        assert header.bounding_box()["height"] <= 120
    search = visitor.page.get_by_role("banner").get_by_role(
        "link" if view["width"] == 390 else "searchbox"
    )
    expect(search.last).to_be_visible()
