"""/feed.xml: valid Atom, the same for everyone, with nothing that XML cannot hold."""

import datetime as dt
from xml.etree import ElementTree

import pytest

from consultation.models import Consultation, WindowChange
from strategy.models import Edition
from tests.conftest import london
from tests.consultation import factories
from tests.strategy.reading import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def portal_url(settings):
    settings.PORTAL_URL = "http://strategy.example:8136"


def read(client):
    answer = client.get("/feed.xml")
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content)  # noqa: S314 it is our own


def texts(element, path):
    return [found.text for found in element.findall(path, ATOM)]


def test_a_feed_has_what_atom_asks_for(client):
    feed = read(client)

    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en-GB"
    [title] = texts(feed, "a:title")
    [identifier] = texts(feed, "a:id")
    [updated] = texts(feed, "a:updated")
    assert title == "Safe Durham Partnership: strategy and consultations"
    assert identifier == "tag:strategy.example,2024:feed"
    assert dt.datetime.fromisoformat(updated) == london("2024-03-18T00:00")
    assert texts(feed, "a:author/a:name") == ["Safe Durham Partnership"]
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"alternate": "http://testserver/", "self": "http://testserver/feed.xml"}


def test_each_entry_has_what_atom_asks_for(client):
    entries = read(client).findall("a:entry", ATOM)

    assert len(entries) == 2
    for entry in entries:
        for name in ("id", "title", "updated", "published"):
            assert len(entry.findall(f"a:{name}", ATOM)) == 1, name
        assert dt.datetime.fromisoformat(entry.find("a:updated", ATOM).text).tzinfo
        assert entry.find("a:link", ATOM).get("href").startswith("http://testserver/")
    newest = entries[0]
    assert newest.find("a:title", ATOM).text.startswith("Open: ")
    assert (
        newest.find("a:link", ATOM).get("href")
        == "http://testserver/consultations/draft-strategy-2024-29/"
    )


def test_identifiers_do_not_depend_on_the_host_that_is_asked_nor_on_the_port(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    here = read(client)
    settings.PORTAL_URL = "https://strategy.example"
    client.defaults["SERVER_NAME"] = "other.example"
    client.defaults["SERVER_PORT"] = "8081"

    there = read(client)

    assert texts(here, "a:entry/a:id") == texts(there, "a:entry/a:id")
    assert texts(here, "a:id") == texts(there, "a:id")


def test_it_is_the_same_for_everyone_and_sets_no_cookie(client, public_window):
    response = factories.unsent(public_window)
    stranger = client.get("/feed.xml")
    client.cookies["response-draft-strategy-2024-29"] = response.token

    known = client.get("/feed.xml")

    assert stranger.content == known.content
    assert not stranger.cookies
    assert stranger["Cache-Control"].startswith("public")
    assert stranger["Content-Type"] == "application/atom+xml; charset=utf-8"


def test_who_has_it_already_is_told_so(client, public_window):
    etag = client.get("/feed.xml")["ETag"]

    again = client.get("/feed.xml", headers={"If-None-Match": etag})
    factories.moved(public_window)
    changed = client.get("/feed.xml", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


HOSTILE = "\x07<script>alert(1)</script> & ]]> \u202e 🚔 \x1b[0m '; DROP TABLE--\ufffe"


def test_whatever_is_in_a_title_or_reason_the_feed_can_be_read(client, public_window):
    factories.moved(public_window)
    Consultation.objects.update(title=f"A title {HOSTILE}")
    WindowChange.objects.update(reason=f"A reason {HOSTILE} " + "x" * 10_001)

    entry = read(client).find("a:entry", ATOM)

    assert (
        "A title <script>alert(1)</script> & ]]> \u202e 🚔 [0m" in entry.find("a:title", ATOM).text
    )
    summary = entry.find("a:summary", ATOM)
    assert summary.get("type") == "html"
    assert "A reason &lt;script&gt;" in summary.text


def test_before_anything_has_happened_it_is_empty_and_valid(client, set_clock):
    set_clock("2024-01-02T10:00")
    assert not Edition.objects.published(at=london("2024-01-02T10:00"))

    feed = read(client)

    assert feed.findall("a:entry", ATOM) == []
    assert texts(feed, "a:updated") == ["2024-01-01T00:00:00+00:00"]


def test_it_cannot_be_posted_to(client):
    assert client.post("/feed.xml").status_code == 405
    assert client.head("/feed.xml").status_code == 200


def test_every_page_names_it_and_the_consultation_links_to_it(client):
    home = client.get("/").content.decode()

    assert 'type="application/atom+xml"' in home
    assert 'href="/feed.xml"' in home
    page = Page(client.get("/consultations/draft-strategy-2024-29/"))
    assert {"/feed.xml", "/follow/"} <= set(page.links)
