"""The browsers of residents and of officers. No answer may be an error of the server."""

import datetime as dt
import re
from collections import Counter
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import resolve
from hypothesis import note

from sdp_portal import clock
from sdp_portal.officers.sessions import note_request
from tests.sdp_portal.officers.forms import forms_of

NOT_THE_PORTAL = "/static/"
PRIVATE = re.compile(r"/admin/|/officers/|/respond/|/receipts/|/invitations/|/follow/|/preview/")
LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')  # a whole parser takes a fifth of the time
STATE_OF_THE_FORM = {"opened", "seen", "proposed_at"}


class Browser:
    """`seen` gets every public address that answered. `tabs` are forms that somebody left open.

    What a browser without a name does is not told in a failing sequence.
    """

    def __init__(self, name: str, seen: set[str], tabs: list):
        self.name, self.seen, self.tabs = name, seen, tabs
        self.client = Client()
        self.is_called_away = False

    def open(self, address):
        return self._told(whole(self.client.get(address, follow=True)), f"opens {address}")

    def send(self, address, data):
        values = {name: value for name, value in data.items() if name not in STATE_OF_THE_FORM}
        return self._told(self.client.post(address, data, follow=True), f"sends {address} {values}")

    def fill_in(self, address, values, to=""):
        """Send the page's own form, or the one whose address ends with `to`, with these values.

        When the page offers no such form, it is sent nevertheless, as by an old tab.
        """
        page = self.open(address)
        forms = [
            (action, data)
            for action, data in forms_of(page)
            if (
                action.endswith(to) if to else urlsplit(action).path in {"", urlsplit(address).path}
            )
        ]
        if page.redirect_chain:
            forms = []
        where, data = max(forms, key=lambda form: len(form[1]), default=(to, {}))
        if callable(values):
            values = values(data)
        form = (urljoin(address, where), data | values)
        if self.is_called_away:
            self.is_called_away = False
            self.tabs.append(form)
            note(f"{self.name} is called away before sending {form[0]}")
            return page
        return self.send(*form)

    def _told(self, answer, what):
        if self.name:
            when = clock.now().astimezone(clock.LONDON)
            note(f"    {when:%d %b %Y %H:%M} {self.name} {what} → {answer.status_code}")
        assert answer.status_code < 500, f"{what} → {answer.status_code}"
        path = answer.request["PATH_INFO"]
        if answer.status_code == 200 and not PRIVATE.search(path):
            self.seen.add(path)
        return answer


def officer(user, seen, tabs):
    """The browser of an officer who stays signed in, whatever the time."""
    browser = Browser(user.get_username(), seen, tabs)
    browser.client.force_login(user)
    session = browser.client.session
    note_request(session, at=dt.datetime(2300, 1, 1, tzinfo=dt.UTC))
    session.save()
    return browser


def whole(answer):
    """Also files are read to their end, where a fault can be too."""
    if answer.streaming:
        answer.getvalue()
        answer.close()
    return answer


def links_of(answer) -> list[str]:
    """The links of the page that stay within the portal."""
    if answer.streaming:
        return []
    if "text/html" not in answer.headers.get("Content-Type", ""):
        return re.findall(r"<loc>https?://[^/]+([^<]*)", answer.content.decode(errors="replace"))
    here = answer.request["PATH_INFO"]
    links = LINK.findall(answer.content.decode(errors="replace"))
    found = [urljoin(here, unescape(link)) for link in links]
    return [link for link in found if link.startswith("/") and not link.startswith("//")]


def crawl(browser, starts, *, of_each_view: int, within="/"):
    """Open what the pages link to, the nearest first: of each view so many pages.

    Gives the broken links with the page that has them.
    """
    to_open = [(start, "") for start in starts]
    known, views, broken = set(starts), Counter(), []
    for address, found_on in to_open:  # grows meanwhile
        path = urlsplit(address).path
        if path.startswith(NOT_THE_PORTAL) or not path.startswith(within):
            continue
        view = resolve(path).view_name if _is_known(path) else "unknown"
        views[view] += 1
        if views[view] > of_each_view:
            continue
        answer = whole(browser.client.get(address, follow=True))
        if answer.status_code >= 400:
            broken.append(f"{found_on} → {address}: {answer.status_code}")
        else:
            fresh = [link for link in map(_without_fragment, links_of(answer)) if link not in known]
            known |= set(fresh)
            to_open += [(link, address) for link in dict.fromkeys(fresh)]
    return broken


def _without_fragment(link):
    return link.partition("#")[0]


def _is_known(path):
    try:
        return bool(resolve(path))
    except Exception:
        return False
