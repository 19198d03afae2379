"""nginx shows public pages for a second, and while the portal is away; never one person's page."""

import re
from urllib.parse import urlencode

import pytest

from benchmarks import portals, proxy
from tests.consultation.responding.test_responding import COMMENT
from tests.nginx.conftest import Website
from tests.nginx.test_nginx import URLENCODED, form_token

PAGES = ["/", "/document/", "/consultations/draft-strategy-2024-29/", "/timeline.ics", "/feed.xml"]
RESPONSES = "/consultations/draft-strategy-2024-29/responses/"
BAR = "Your response has <strong>1 comment</strong>"


@pytest.fixture(scope="module")
def cookies(website):
    """Each of our cookies as production names them: of an officer, of a form, of a response."""
    token, sent = form_token(website, COMMENT)
    form = urlencode({"csrfmiddlewaretoken": token, "text": "One of my own."})
    origin = f"https://{proxy.NAME}"
    _, headers, _ = website.ask(
        "POST", COMMENT, form.encode(), Cookie=sent, Origin=origin, **URLENCODED
    )
    (response,) = (
        line.partition(";")[0]
        for line in headers.get_all("Set-Cookie")
        if line.startswith("__Host-response-")
    )
    return {"officer": website.cookie, "form": sent, "response": response}


def text_of(website, path, **headers):
    status, _, text = website.ask("GET", path, **headers)
    assert status == 200
    return text


@pytest.mark.parametrize("path", PAGES)
def test_nobody_gets_the_page_of_another(website, cookies, path):
    """Each asks twice in turns, so that whatever is kept is kept by the second time."""
    asked = [{}, *({"Cookie": f"_ga=1; {each}"} for each in cookies.values())]
    first = [text_of(website, path, **who) for who in asked]
    again = [text_of(website, path, **who) for who in reversed(asked)][::-1]

    with_bar = [BAR in page for page in first]
    assert [BAR in page for page in again] == with_bar
    is_page_with_bar = path.endswith("/")
    assert with_bar == [False, False, False, is_page_with_bar]


def test_what_one_person_asked_first_is_not_shown_to_the_next(website, cookies):
    page = "/themes/hate-crime-and-cohesion/"

    own = text_of(website, page, Cookie=cookies["response"])
    of_others = [text_of(website, page), text_of(website, page, Cookie="consent=yes")]

    assert BAR in own
    assert not any(BAR in each for each in of_others)


def test_the_way_for_nginx_alone_goes_no_further(website):
    _, headers, _ = website.ask("GET", "/")

    assert "X-Accel-Expires" not in headers
    assert headers["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_nginx_passes_on_the_cookies_that_the_portal_gives(website, cookies):
    """Under the names that production gives them, which the configuration has to know."""
    known = re.search(r'"~(.*)" 1;', proxy.SHIPPED.read_text())[1]
    names = [cookie.partition("=")[0] for value in cookies.values() for cookie in value.split("; ")]

    assert {name.partition("-draft")[0] for name in names} == {
        "__Host-sessionid",
        "__Host-csrftoken",
        "__Host-response",
    }
    assert all(re.search(known, f"_ga=1; {name}=1") for name in [*names, "messages"])
    assert not re.search(known, "_ga=1; x__Host-sessionid=1")


def test_public_pages_are_read_while_the_portal_is_away(environment):
    with portals.serving(environment) as (server, port), proxy.in_front_of(port) as front:
        website = Website(front)
        page = text_of(website, "/document/", Accept="*/*")
        search = website.ask("GET", "/search/")[0]
        with_words = website.ask("GET", f"{RESPONSES}?utm=1")[0]
        server.terminate()
        server.wait()

        away = website.ask("GET", "/document/", Accept="*/*")

        assert (search, with_words, away[0]) == (200, 200, 200)
        assert away[2] == page
        assert website.ask("GET", "/search/")[0] == 502
        assert website.ask("GET", f"{RESPONSES}?utm=1")[0] == 502  # some may be withheld by now
        assert website.ask("GET", "/document/", Cookie="__Host-response-a=1")[0] == 502
