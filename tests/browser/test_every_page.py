"""What holds on every page: rules of accessibility, room at 320 px, valid HTML, nothing inline."""

import json
import os
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.browser import plain_http, survey
from tests.browser.portals import CHECKOUT

HTML_VALIDATE = CHECKOUT / "node_modules" / ".bin" / "html-validate"
CONFIG = CHECKOUT / ".htmlvalidate.json"


@pytest.fixture(scope="module")
def looks(browse_for_all, portals):
    return survey.take(browse_for_all, portals)


def test_no_page_breaks_a_rule_of_wcag_2_2_aa(looks):
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_no_page_scrolls_sideways_at_320_px(looks):
    assert {name: look.sticks_out for name, look in looks.items() if look.sticks_out} == {}


def test_the_html_of_every_page_is_valid(looks, tmp_path):
    require_html_validate()
    names = {}
    for number, (name, look) in enumerate(looks.items()):
        file = tmp_path / f"{number:03}.html"
        file.write_text(look.html)
        names[str(file)] = name

    assert mistakes(tmp_path, names) == {}


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


def require_html_validate():
    if HTML_VALIDATE.exists():
        return
    message = "html-validate is not installed: npm ci"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def mistakes(folder: Path, names: dict[str, str]) -> dict[str, list[str]]:
    """What html-validate says of each page, by the page's name.

    What .htmlvalidate.json allows, and why:

    - heading-level: "There is a problem" is an h2 above the h1, as the design system has it.
    - require-sri: our own files need no checksum; those of another host would.
    """
    report = folder / "report.json"  # through a pipe it would be cut short
    with report.open("wb") as words:
        done = subprocess.run(
            [HTML_VALIDATE, "--config", CONFIG, "--formatter", "json", *names],
            cwd=CHECKOUT,
            stdout=words,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode in {0, 1}, done.stderr.decode()
    return {
        names[page["filePath"]]: [
            f"{message['line']}: {message['ruleId']}: {message['message']}"
            for message in page["messages"]
        ]
        for page in json.loads(report.read_text())
        if page["messages"]
    }


class Inline(HTMLParser):
    """Finds styles and scripts that stand in the page itself."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        names = {name for name, _ in attrs}
        is_script = tag == "script" and "src" not in names
        has_handler = any(name.startswith("on") for name in names)
        if is_script or has_handler or tag == "style" or "style" in names:
            self.found.append(self.get_starttag_text())


def inline(html: str) -> list[str]:
    parser = Inline()
    parser.feed(html)
    return parser.found
