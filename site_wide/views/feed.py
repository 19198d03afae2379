"""The Atom feed (RFC 4287) of events, the same for everyone."""

import datetime as dt
import hashlib
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.http import condition, require_safe

from sdp_portal import partnership
from sdp_portal.pages.public import public_page
from site_wide.events import events

BEGINNING = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)  # the date of a feed without events
# XML 1.0 does not allow these characters, even escaped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Feed(Atom1Feed):
    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


@public_page
@require_safe
def feed(request):
    text = build_feed(at=request.at, address=request.build_absolute_uri)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'

    @condition(etag_func=lambda _: etag)
    def answer(_):
        return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")

    return answer(request)


def build_feed(*, at: dt.datetime, address) -> str:
    """The feed as XML. `address` makes an absolute URL from a path; identifiers do not use it."""
    host = urlsplit(settings.PORTAL_URL).hostname
    name = _clean(partnership.current().name)
    atom = Feed(
        title=f"{name}: strategy and consultations",
        link=address("/"),
        description=None,
        subtitle="What is published, and when consultations open, close or change their dates.",
        language="en-GB",
        author_name=name,
        feed_url=address(reverse("site_wide:feed")),
        feed_guid=f"tag:{host},{BEGINNING:%Y}:feed",
    )
    for event in events(at=at):
        atom.add_item(
            title=_clean(event.title),
            link=address(event.url),
            description=escape(_clean(event.summary)) or None,  # feed readers take it as HTML
            unique_id=f"tag:{host},{BEGINNING:%Y}:{event.id}",
            pubdate=event.at,
            updateddate=event.at,
        )
    return atom.writeString("utf-8")


def _clean(text):
    return _NOT_IN_XML.sub("", text)
