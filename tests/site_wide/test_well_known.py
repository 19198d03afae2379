"""robots.txt, sitemap.xml and security.txt."""

import datetime as dt
import re
from collections import defaultdict

import pytest

from sdp_portal import clock
from tests.strategy.addresses import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]


def fields(response):
    return [tuple(line.split(": ", 1)) for line in response.content.decode().splitlines()]


def test_robots_are_kept_from_what_is_private(client):
    response = client.get("/robots.txt")

    assert fields(response) == [
        ("User-agent", "*"),
        ("Disallow", "/admin/"),
        ("Disallow", "/receipts/"),
        ("Disallow", "/invitations/"),
        ("Disallow", "/consultations/*/respond/"),
        ("Sitemap", "http://testserver/sitemap.xml"),
    ]


def listed(response):
    return re.findall(r"<loc>http://testserver([^<]+)</loc>", response.content.decode())


def test_the_sitemap_lists_every_public_page_once(client):
    assert sorted(listed(client.get("/sitemap.xml"))) == sorted(PAGES)


@pytest.mark.parametrize("now", ["2024-03-01T09:00", "2024-03-10T09:00", "2024-05-01T09:00"])
def test_every_page_of_the_sitemap_is_there_at_any_time(client, set_clock, now):
    set_clock(now)

    pages = listed(client.get("/sitemap.xml"))

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert "/contact/" in pages


def test_before_anything_is_published_the_sitemap_names_no_page_of_the_strategy(client, set_clock):
    set_clock("2024-03-01T09:00")

    assert not {"/document/", "/timeline/"} & set(listed(client.get("/sitemap.xml")))


# RFC 9116


@pytest.fixture
def security_txt(client):
    """What it says, by field; each field may be there several times."""
    known = defaultdict(list)
    for name, value in fields(client.get("/.well-known/security.txt")):
        known[name].append(value)
    return known


def test_security_txt_says_whom_to_tell(security_txt):
    assert security_txt["Contact"] == [
        "mailto:julie.bradbrook@durham.gov.uk",
        "tel:+44-3000-267325",
    ]
    assert security_txt["Preferred-Languages"] == ["en"]


def test_security_txt_expires_in_the_future_and_within_a_year(security_txt):
    now = clock.now()

    [expires] = security_txt["Expires"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", expires)
    moment = dt.datetime.fromisoformat(expires)
    assert now + dt.timedelta(days=30) < moment < now + dt.timedelta(days=365)


def test_security_txt_names_its_own_address(client):
    response = client.get("/.well-known/security.txt", secure=True)

    assert ("Canonical", "https://testserver/.well-known/security.txt") in fields(response)


def test_without_a_strategy_there_is_nobody_to_name(client, set_clock):
    set_clock("2024-03-01T09:00")

    assert client.get("/.well-known/security.txt").status_code == 404
