"""What holds on every page: rules of accessibility, room at 320 px, valid HTML, nothing inline."""

import re
from html.parser import HTMLParser

import pytest

from tests.browser import plain_http, survey, w3c


@pytest.fixture(scope="module")
def looks(browse_for_all, portals):
    return survey.take(browse_for_all, portals)


def test_no_page_breaks_a_rule_of_wcag_2_2_aa(looks):
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_no_page_scrolls_sideways_at_320_px(looks):
    assert {name: look.sticks_out for name, look in looks.items() if look.sticks_out} == {}


def test_w3cs_checker_finds_no_error_on_any_page(looks):
    assert w3c.mistakes({name: look.html for name, look in looks.items()}) == {}


def test_no_page_holds_anything_that_a_strict_security_policy_refuses(looks):
    assert {name: inline(look.html) for name, look in looks.items() if inline(look.html)} == {}


def test_reading_sets_no_cookie(portal):
    for address in survey.public_pages(portal):
        answer = plain_http.get(portal, address)

        assert answer.headers["Set-Cookie"] is None, address


def test_every_page_has_a_strict_security_policy(portal):
    for address in survey.public_pages(portal):
        answer = plain_http.get(portal, address)

        if answer.status == 404:
            continue  # django-csp leaves it off a 404 while DEBUG is on, as it is here
        policy = answer.headers["Content-Security-Policy"] or ""
        assert "default-src 'self'" in policy, address
        assert "unsafe" not in policy, address


def test_the_sitemap_names_only_pages_that_are_there(portal):
    addresses = set(survey.public_pages(portal)) - set(survey.NOT_IN_THE_SITEMAP)

    assert {address: plain_http.get(portal, address).status for address in addresses} == (
        dict.fromkeys(addresses, 200)
    )


class Inline(HTMLParser):
    """Finds styles and scripts that stand in the page itself."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        # Browsers do not run data for search engines.
        is_data = ("type", "application/ld+json") in attrs
        is_script = tag == "script" and "src" not in names and not is_data
        has_handler = any(name.startswith("on") for name in names)
        if is_script or has_handler or tag == "style" or "style" in names:
            self.found.append(self.get_starttag_text())


def inline(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found


def test_the_summary_prints_on_one_page_as_it_promises(browse, portal):
    visitor = browse(portal)
    visitor.open("/summary/")

    printed = visitor.page.pdf(format="A4")

    assert len(re.findall(rb"/Type /Page\b", printed)) == 1
