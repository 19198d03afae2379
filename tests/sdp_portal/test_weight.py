"""What a visit weighs: the bytes that a browser takes from production, headers included.

Static files are collected as in production, hashed and compressed; pages have the bytes that the
layer of finished pages gives.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from sdp_portal import clock
from sdp_portal.pages.store import finish
from tests.strategy.addresses import OTHER_PAGES, PAGES
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("production", "set_clock")]

KILOBYTE = 1000
FIRST_VISIT = 50 * KILOBYTE
READ_FIRST = 40 * KILOBYTE  # HTML, styles, script and typeface, without headers and icons
NEXT_PAGE = 12 * KILOBYTE
EVERY_PAGE = [*PAGES, *OTHER_PAGES]
HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
# Collecting these would take long, and no public page has them.
FOR_OFFICERS = ["admin", "account", "django_prose_editor", "ext", "htmx-4*", "htmax*", "*.map"]
LOADED = {"stylesheet", "icon", "preload"}


@pytest.fixture(scope="module")
def production(tmp_path_factory):
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    files = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {"staticfiles": storage}
    with override_settings(STATIC_ROOT=files, STORAGES=storages):
        call_command("collectstatic", ignore_patterns=FOR_OFFICERS, interactive=False, verbosity=0)
        yield


@dataclass
class Fetched:
    """What came, as it went over the wire."""

    headers: Mapping[str, str]
    body: bytes

    @property
    def weight(self):
        return len(self.body) + sum(
            len(f"{name}: {value}\r\n") for name, value in self.headers.items()
        )


@pytest.fixture
def fetch(client):
    def fetch(address, encoding="br"):
        response = client.get(address, headers={"accept-encoding": encoding})
        if response.streaming:
            return Fetched(response.headers, response.getvalue())
        page = finish(response.items(), response.content, until=clock.now(), stamp=1)
        return Fetched(dict(page.encodings[encoding].headers), page.encodings[encoding].body)

    return fetch


@pytest.fixture
def read(client):
    return lambda address: Page(client.get(address))


@pytest.fixture
def files_of(read, asked_by):
    """The files that a browser fetches with a page."""

    def files_of(address):
        tags = read(address).tags
        named = {each["src"] for tag, each in tags if tag in {"script", "img"} and "src" in each}
        links = [attributes for tag, attributes in tags if tag == "link"]
        named |= {link["href"] for link in links if link["rel"] in LOADED}
        sheets = [link["href"] for link in links if link["rel"] == "stylesheet"]
        return named.union(*map(asked_by, sheets))

    return files_of


@pytest.fixture
def asked_by(fetch):
    """The files that a style sheet asks for."""

    def asked_by(sheet):
        named = re.findall(r"url\(\"?([^)\"]+)", fetch(sheet, encoding="identity").body.decode())
        return {urljoin(sheet, each) for each in named}

    return asked_by


def test_a_first_visit_to_the_home_page_is_light(fetch, files_of):
    weights = {address: fetch(address).weight for address in ["/", *files_of("/")]}

    assert sum(weights.values()) <= FIRST_VISIT, weights
    assert {address.rpartition(".")[2] for address in weights} >= {"css", "js", "svg", "woff2"}


def test_what_a_first_visit_has_to_read_is_lighter_still(fetch, files_of):
    needed = [each for each in files_of("/") if each.endswith((".css", ".js", ".woff2"))]
    weights = {address: len(fetch(address).body) for address in ["/", *needed]}

    assert len(weights) == 4
    assert sum(weights.values()) <= READ_FIRST, weights


def test_whichever_page_comes_next_is_light(fetch, files_of):
    kept = files_of("/")

    for address in EVERY_PAGE:
        more = files_of(address) - kept
        weights = {each: fetch(each).weight for each in [address, *more]}

        assert sum(weights.values()) <= NEXT_PAGE, weights


def test_what_a_page_loads_is_named_by_its_content_and_kept_for_ever(fetch, files_of):
    for address in files_of("/"):
        kept = fetch(address).headers["Cache-Control"].split(", ")

        assert HASHED.search(address), address
        assert {"public", "immutable"} <= set(kept), address


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_can_be_compressed_was_compressed_beforehand(fetch, files_of, encoding):
    texts = [each for each in files_of("/") if each.endswith((".css", ".js", ".svg"))]

    for address in texts:
        assert fetch(address, encoding).headers["Content-Encoding"] == encoding, address


def test_the_typeface_that_is_loaded_early_is_the_one_that_the_styles_ask_for(read, asked_by):
    links = [attributes for tag, attributes in read("/").tags if tag == "link"]
    early = {link["href"] for link in links if link["rel"] == "preload"}
    [sheet] = [link["href"] for link in links if link["rel"] == "stylesheet"]

    asked = {each for each in asked_by(sheet) if each.endswith(".woff2")}

    assert early == asked
    assert len(asked) == 1


@pytest.mark.parametrize("moment", ["2024-04-10T10:00", "2024-05-01T09:00"])
def test_htmx_is_on_offer_where_something_opens_in_place_and_nowhere_else(read, set_clock, moment):
    set_clock(moment)
    pages = {address: read(address) for address in EVERY_PAGE}

    uses = {address for address, page in pages.items() if opens_in_place(page)}
    offers = {address for address, page in pages.items() if offers_htmx(page)}

    assert offers == uses
    assert bool(uses) == (moment < "2024-04-15")


def test_htmx_is_not_loaded_before_it_is_used(files_of):
    for address in EVERY_PAGE:
        assert not [file for file in files_of(address) if "htmx" in file], address


def opens_in_place(page):
    return any(name.startswith("data-hx-") for _, attributes in page.tags for name in attributes)


def offers_htmx(page):
    return any("data-htmx" in attributes for _, attributes in page.tags)
