"""An officer's visits, and a reader's, to every page that may be slow with a million comments:
server time and queries, measured within one process by Django's test client.

`python -m benchmarks.visits officers` (or `readers`, once the responses are published) in the
environment of a portal in production prints them as JSON.
"""

import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from urllib.parse import quote

VISITS = 7  # after two that warm caches up
FROM_THE_PROXY = {"secure": True, "HTTP_X_FORWARDED_PROTO": "https"}


@dataclass(frozen=True)
class Page:
    """`address` may name what `_named` looks up. `as_reader`: without being signed in."""

    what: str
    address: str
    as_reader: bool = False


RESPONSES, COMMENTS = "/admin/consultation/response/", "/admin/consultation/comment/"
MAIL = "/admin/consultation/mail/"
CONSULTATION = "/consultations/draft-strategy-2024-29/"


def officers_pages() -> list[Page]:
    """A page more is one line more."""
    from benchmarks.crowd import ABSENT, IN_MOST, IN_SOME, IN_TWO, OF_THE_FIRST

    words = [
        ("in no comment", ABSENT),
        ("in two", IN_TWO),
        ("in one of a hundred", IN_SOME),
        ("in most", IN_MOST),
        ("only of the first tenth", OF_THE_FIRST),
        ("two words, in most and in some", f"{IN_MOST} {IN_SOME}"),
        ("a phrase", f'"{IN_MOST} {IN_SOME}"'),
        ("a word and without another", f"{IN_SOME} -{IN_MOST}"),
    ]
    return [
        Page("First screen", "/admin/"),
        Page("Counts", "/admin/consultation/consultation/{consultation}/counts/"),
        Page("Responses", RESPONSES),
        Page("Responses, far down", RESPONSES + "?p=next.{middle}.1"),
        Page("Responses, the last before", RESPONSES + "?p=previous.{middle}.1"),
        Page("Responses, oldest first", RESPONSES + "?o=3"),
        Page("… of the consultation", RESPONSES + "?consultation__id__exact={consultation}"),
        Page("… of the window", RESPONSES + "?window__id__exact={window}"),
        Page("… of one day", RESPONSES + "?from={day}&until={day}"),
        Page("… that count", RESPONSES + "?version=counted"),
        Page("… withdrawn", RESPONSES + "?version=withdrawn"),
        Page("… changed since", RESPONSES + "?version=changed"),
        Page("… earlier versions", RESPONSES + "?version=earlier"),
        Page("… waiting for review", RESPONSES + "?review=flagged"),
        Page("… reviewed", RESPONSES + "?review=done"),
        Page("… about a part", RESPONSES + "?part={part}"),
        Page("… about the whole", RESPONSES + "?part=whole"),
        Page("… of organisations", RESPONSES + "?respondent_kind__exact=organisation"),
        Page("… by letter", RESPONSES + "?channel__exact=letter"),
        Page("… by this website", RESPONSES + "?channel__exact=web"),
        Page("… late", RESPONSES + "?is_late__exact=1"),
        Page("… by a group’s link", RESPONSES + "?via__id__exact={group}"),
        Page("… late, by letter, of others", RESPONSES + "?is_late__exact=1&channel__exact=letter"),
        Page("… by a reference", RESPONSES + "?q={reference}"),
        Page("… by the beginning of all references", RESPONSES + "?q=SDP-"),
        Page("… by an email address", RESPONSES + "?q=person123@example.org"),
        Page("… by a name", RESPONSES + "?q=Example77"),
        *(Page(f"… with a word {what}", RESPONSES + f"?q={quote(q)}") for what, q in words),
        Page("… waiting, with a word in most", RESPONSES + f"?review=flagged&q={IN_MOST}"),
        Page("… by letter, with a word in some", RESPONSES + f"?channel__exact=letter&q={IN_SOME}"),
        Page("A response", RESPONSES + "{response}/change/"),
        Page("Comments", COMMENTS),
        Page("Comments, far down", COMMENTS + "?p=next.{middle}.1"),
        Page("… of the window", COMMENTS + "?response__window__id__exact={window}"),
        Page("… about a part", COMMENTS + "?part={part}"),
        Page("… about the whole", COMMENTS + "?part=whole"),
        Page("… of one day", COMMENTS + "?from={day}&until={day}"),
        *(Page(f"… with a word {what}", COMMENTS + f"?q={quote(q)}") for what, q in words),
        Page("… about a part, with a word in most", COMMENTS + f"?part={{part}}&q={IN_MOST}"),
        Page("Mail", MAIL),
        Page("… refused", MAIL + "?state__exact=failed"),
        Page("… to an address", MAIL + "?q=person123@"),
        Page("Groups with the link", "/admin/consultation/circulationgroup/"),
        Page("Public: the consultation", CONSULTATION, as_reader=True),
    ]


def readers_pages() -> list[Page]:
    from benchmarks.published import addresses
    from outcome.models import PublishedComment

    last_number = PublishedComment.objects.order_by("-number").first().number
    pages = [("the consultation, closed", CONSULTATION), *addresses(last_number).items()]
    return [Page(f"Public: {what}", address, as_reader=True) for what, address in pages]


PAGES = {"officers": officers_pages, "readers": readers_pages}


def measure(pages: list[Page]) -> list[dict]:
    """Each page with its median and slowest time in milliseconds, queries and status."""
    clients = {False: _officer(), True: _client()}
    named = _named()
    return [_visited(page, clients[page.as_reader], named) for page in pages]


def _visited(page, client, named):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = page.address.format(**named)
    client.get(address, **FROM_THE_PROXY)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address, **FROM_THE_PROXY)
    asked = list(queries)  # the next request clears the log
    times = [_seconds(client, address) * 1000 for _ in range(VISITS)]
    slowest = max(asked, key=lambda query: float(query["time"]), default=None)
    return {
        "what": page.what,
        "address": address,
        "status": answer.status_code,
        "is_empty": _is_empty(answer),
        "median": statistics.median(times),
        "slowest": max(times),
        "queries": len(asked),
        "slowest_query": slowest and slowest["sql"],
    }


def _is_empty(answer):
    """Whether it is an officers' list without a row, which asks less of the database."""
    changelist = getattr(answer, "context_data", {}).get("cl")
    return changelist is not None and not changelist.result_list


def _seconds(client, address):
    began = time.perf_counter()
    client.get(address, **FROM_THE_PROXY)
    return time.perf_counter() - began


def _client():
    from django.conf import settings
    from django.test import Client

    return Client(HTTP_HOST=settings.ALLOWED_HOSTS[0])


def _officer():
    from allauth.mfa.models import Authenticator
    from django.contrib.auth import get_user_model

    officer = get_user_model().objects.get(username="officer")
    kind = Authenticator.Type.TOTP
    Authenticator.objects.get_or_create(user=officer, type=kind, defaults={"data": {}})
    client = _client()
    client.force_login(officer)
    return client


def _named():
    """What stands in addresses."""
    from consultation.models import CirculationGroup, Comment, Response, Window

    window = Window.objects.get(audience="everyone")
    responses = Response.objects.sent()
    first, last = (
        responses.order_by("received_at").first(),
        responses.order_by("received_at").last(),
    )
    middle = first.received_at + (last.received_at - first.received_at) / 2
    return {
        "consultation": window.consultation_id,
        "window": window.pk,
        "day": f"{middle:%Y-%m-%d}",
        "middle": int(middle.timestamp() * 1_000_000),
        "part": Comment.objects.on_parts().exclude(part=None).order_by("pk").first().part_id,
        "group": CirculationGroup.objects.order_by("pk").first().pk,
        "reference": last.reference,
        "response": last.pk,
    }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sdp_portal.settings")
    django.setup()
    print(json.dumps(measure(PAGES[sys.argv[1]]())))
