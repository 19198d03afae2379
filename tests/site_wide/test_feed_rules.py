"""The feed keeps the rules of feedvalidator.org, as far as they can be asked without the internet.

Each rule has the name of the message that the validator gives when it is broken.
"""

import datetime as dt
import re
from collections import Counter
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from tests.consultation import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]

NAMESPACE = "{http://www.w3.org/2005/Atom}"
ONCE_IN_A_FEED = ["id", "title", "updated", "subtitle"]
ONCE_IN_AN_ENTRY = ["id", "title", "updated", "published"]
KNOWN = {
    "feed": {*ONCE_IN_A_FEED, "link", "author", "entry"},
    "entry": {*ONCE_IN_AN_ENTRY, "link", "summary"},
    "author": {"name"},
}
RFC_3339 = re.compile(
    r"\d{4}-\d\d-\d\d[T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"  # upper-case T and Z
)
RFC_4151 = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w;/?:@&=+$.!~*'()%,-]*", re.ASCII)
MOST_BYTES = 2_000_000  # the validator reads no more
LONGEST_TITLE = 400  # ours: what readers of feeds show in a list


class Feed:
    def __init__(self, client, address="/feed.xml"):
        self.answer = client.get(address)
        self.address = f"http://testserver{address}"
        self.at = dt.datetime.fromisoformat("2024-04-20T12:00:00+01:00")
        self.root = ElementTree.fromstring(self.answer.content)  # noqa: S314 it is our own
        self.entries = self.all("entry")
        self.texts = [
            each for name in ("title", "subtitle", "summary", "name") for each in self.all(name)
        ]
        self.dates = [each.text for name in ("updated", "published") for each in self.all(name)]
        self.ids = [each.text for each in self.all("id")]
        self.links = self.all("link")

    def all(self, name):
        return [*self.root.iter(f"{NAMESPACE}{name}")]

    def children(self, element):
        return [each.tag.removeprefix(NAMESPACE) for each in element]

    def addresses(self, element, rel):
        links = element.findall(f"{NAMESPACE}link")
        return [link.get("href") for link in links if link.get("rel") == rel]


def missing(feed, element, names):
    found = Counter(feed.children(element))
    return [f"{name} stands {found[name]} times" for name in names if found[name] != 1]


def unknown(feed):
    return [
        child
        for element in feed.root.iter()
        for child in feed.children(element)
        if child not in KNOWN.get(element.tag.removeprefix(NAMESPACE), set())
    ]


RULES = {
    "UnexpectedContentType": lambda feed: (
        [] if feed.answer["Content-Type"].startswith("application/atom+xml") else ["type"]
    ),
    "ObsoleteNamespace": lambda feed: [] if feed.root.tag == f"{NAMESPACE}feed" else ["namespace"],
    "EncodingMismatch": lambda feed: (
        []
        if feed.answer.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
        and "charset=utf-8" in feed.answer["Content-Type"]
        else ["encoding"]
    ),
    "MissingElement": lambda feed: [
        fault
        for element, names in [
            (feed.root, ONCE_IN_A_FEED),
            *((entry, ONCE_IN_AN_ENTRY) for entry in feed.entries),
        ]
        for fault in missing(feed, element, names)
    ],
    "MissingAuthor": lambda feed: missing(feed, feed.root, ["author"]),
    "UndefinedElement": unknown,
    "NotBlank": lambda feed: [each.tag for each in feed.texts if not (each.text or "").strip()],
    "InvalidRFC3339Date": lambda feed: [
        each for each in feed.dates if not RFC_3339.fullmatch(each)
    ],
    "ImplausibleDate": lambda feed: [
        each for each in feed.dates if dt.datetime.fromisoformat(each) > feed.at
    ],
    "UpdatedIsBeforePublished": lambda feed: [
        entry.find(f"{NAMESPACE}id").text
        for entry in feed.entries
        if entry.find(f"{NAMESPACE}updated").text < entry.find(f"{NAMESPACE}published").text
    ],
    "MissingSelf": lambda feed: [] if feed.addresses(feed.root, "self") else ["no self"],
    "SelfDoesntMatchLocation": lambda feed: [
        each for each in feed.addresses(feed.root, "self") if each != feed.address
    ],
    "MissingAlternateLink": lambda feed: [
        entry for entry in feed.entries if len(feed.addresses(entry, "alternate")) != 1
    ],
    "DuplicateAtomLink": lambda feed: [
        element
        for element in [feed.root, *feed.entries]
        if max(Counter(feed.addresses(element, "alternate")).values(), default=0) > 1
    ],
    "InvalidFullLink": lambda feed: [
        link.get("href")
        for link in feed.links
        if urlsplit(link.get("href")).scheme not in ("http", "https")
        or not urlsplit(link.get("href")).hostname
    ],
    "InvalidURI": lambda feed: [
        link.get("href") for link in feed.links if not re.fullmatch(r"[!-~]+", link.get("href"))
    ],
    "InvalidTAG": lambda feed: [each for each in feed.ids if not RFC_4151.fullmatch(each)],
    "DuplicateIds": lambda feed: [each for each, n in Counter(feed.ids).items() if n > 1],
    "InvalidTextType": lambda feed: [
        each.get("type") for each in feed.texts if each.get("type", "text") not in ("text", "html")
    ],
    # A text of the type “html” is read as HTML: a “<” in it has to be a tag that is meant.
    "ContainsHTML": lambda feed: [
        each.text for each in feed.texts if each.get("type") == "html" and "<" in each.text
    ],
    "ContainsRelRef": lambda feed: [
        each.text for each in feed.texts if re.search(r"(?:href|src)=", each.text or "")
    ],
    "InvalidLanguage": lambda feed: [
        each.get("{http://www.w3.org/XML/1998/namespace}lang")
        for each in [feed.root]
        if each.get("{http://www.w3.org/XML/1998/namespace}lang") != "en-GB"
    ],
    "TooLong": lambda feed: [
        *([len(feed.answer.content)] if len(feed.answer.content) > MOST_BYTES else []),
        *(each.text for each in feed.all("title") if len(each.text) > LONGEST_TITLE),
    ],
}


@pytest.fixture
def feed(client, public_window, invited_window, set_clock):
    """With an edition, two windows that opened and one that closed, and a date that moved."""
    factories.moved(invited_window)
    set_clock("2024-04-20T12:00")
    return Feed(client)


@pytest.mark.parametrize("rule", RULES)
def test_the_feed_keeps_the_rule(feed, rule):
    assert len(feed.entries) >= 5

    assert RULES[rule](feed) == []


def test_the_rules_find_what_breaks_them(feed):
    """Each in a copy of our feed with one fault."""
    entry = feed.entries[0]
    faults = {
        "MissingElement": lambda: entry.remove(entry.find(f"{NAMESPACE}id")),
        "InvalidTAG": lambda: feed.ids.append("tag:no host:1"),
        "DuplicateIds": lambda: feed.ids.append(feed.ids[0]),
        "ImplausibleDate": lambda: feed.dates.append("2034-04-10T10:00:00+00:00"),
        "InvalidRFC3339Date": lambda: feed.dates.append("2024-04-10 10:00+01:00"),
        "InvalidFullLink": lambda: feed.links[-1].set("href", "/editions/"),
        "SelfDoesntMatchLocation": lambda: setattr(feed, "address", "http://other.example/"),
        "NotBlank": lambda: setattr(feed.texts[0], "text", " "),
    }
    for rule, break_it in faults.items():
        break_it()
        assert RULES[rule](feed) != [], rule
