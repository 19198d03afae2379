"""The public site on a device that is set to dark."""

from tests.browser import survey
from tests.browser.journey import ABOUT_YOU, CHECK, COMMENT, CONSULTATION, RESPOND

PAGES = [
    "/",
    "/summary/",
    "/themes/sexual-violence-and-violent-crime/",
    "/areas-of-focus/hate-crime/",
    "/areas-of-assurance/road-safety/",
    "/document/",
    "/timeline/",
    "/documents/",
    "/search/?q=hate",
    "/privacy/",
    CONSULTATION,
    COMMENT,
]


def test_every_word_is_read_well_on_a_device_that_is_set_to_dark(browse, portal):
    night_reader = browse(portal, color_scheme="dark")
    looks = {}
    for address in PAGES:
        night_reader.open(address)
        looks[address] = survey.look(night_reader, "")
    night_reader.comment("To look at in the dark.")
    for address in (RESPOND, ABOUT_YOU, CHECK):
        night_reader.open(address)
        looks[address] = survey.look(night_reader, "")

    paper = night_reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(13, 21, 36)"
    assert {page: look.violations for page, look in looks.items() if look.violations} == {}
