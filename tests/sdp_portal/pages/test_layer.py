"""The page layer in front of the whole portal: what it answers, and what it leaves to Django."""

import datetime as dt
import threading
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection
from django.http import HttpResponse
from django.urls import path

from consultation.models import Window
from sdp_portal.pages import layer
from sdp_portal.pages.layer import PageLayer
from sdp_portal.pages.public import public_page
from sdp_portal.pages.stamp import Stamp
from sdp_portal.pages.store import Store
from sdp_portal.urls import urlpatterns
from tests.conftest import london
from tests.consultation import factories
from tests.themes.preview_links import partners_ticket
from themes.drafting.new_draft import start_draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_clock")]
CONSULTATION = "/consultations/draft-strategy-2024-29/"
COMPARED = "/editions/consultation-draft/compare/consultation-draft/"


class Django:
    """The real one; counts how often it is entered."""

    def __init__(self):
        self.application = get_wsgi_application()
        self.entered = 0

    def __call__(self, environ, start_response):
        self.entered += 1
        return self.application(environ, start_response)


class Answer:
    def __init__(self, status, headers, body):
        self.status = int(status.split()[0])
        self.headers = {name.lower(): value for name, value in headers}
        self.body = body


class Server:
    """A server that runs the layer, and what the tests want to know of it."""

    def __init__(self, room=1_000_000):
        self.django = Django()
        self.store = Store(room=room)
        self.layer = PageLayer(
            self.django, store=self.store, stamp=Stamp(stamp_in_this_transaction, again_after=0)
        )

    def get(self, path="/", method="GET", query="", **headers) -> Answer:
        environ = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": method}
        environ |= {"HTTP_HOST": "127.0.0.1"}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        setup_testing_defaults(environ)
        said = []
        parts = self.layer(environ, lambda *arguments: said.append(arguments))
        body = b"".join(parts)
        if close := getattr(parts, "close", None):
            close()
        return Answer(said[0][0], said[0][1], body)


def stamp_in_this_transaction():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        # A transaction changes the stamp once; here all of a test is one transaction.
        cursor.execute("UPDATE page_stamp SET changed_in = NULL RETURNING value")
        return cursor.fetchone()[0]


@pytest.fixture
def server():
    """Its requests leave the connection open, which the test's transaction is on, as those of
    Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield Server()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def group(consultation):
    return consultation.circulation.get(slug="youth-council")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/document/",
        "/document.json",
        "/themes/hate-crime-and-cohesion/",
        "/editions/consultation-draft/",
        "/timeline.ics",
        "/sitemap.xml",
        "/consultations/",
        CONSULTATION,
        "/privacy/",
    ],
)
def test_a_public_page_is_made_once_and_then_answered_without_django(server, path):
    made = server.get(path)
    kept = server.get(path)

    assert server.django.entered == 1
    assert (made.status, kept.status) == (200, 200)
    assert (made.headers, made.body) == (kept.headers, kept.body)
    assert "set-cookie" not in made.headers


@pytest.mark.parametrize(
    ("path", "method", "query", "headers"),
    [
        (CONSULTATION, "GET", "via=no-such-group", {}),
        (COMPARED, "GET", "view=side-by-side", {}),
        (f"{CONSULTATION}responses/", "GET", "part=hate-crime", {}),
        ("/", "POST", "", {}),
        ("/", "OPTIONS", "", {}),
        ("/", "GET", "", {"cookie": "sessionid=1"}),
        ("/", "GET", "", {"cookie": "a=b; csrftoken=1"}),
        ("/", "GET", "", {"cookie": "a=b;response-draft-strategy-2024-29=1"}),
        ("/", "GET", "", {"hx_request": "true"}),
        ("/search/", "GET", "", {}),
        ("/no-such-page/", "GET", "", {}),
        (f"{CONSULTATION}respond/", "GET", "", {}),
        ("/healthz", "GET", "", {}),
        ("/admin/", "GET", "", {}),
    ],
)
def test_whatever_may_be_one_persons_own_goes_to_django(server, path, method, query, headers):
    for _ in range(2):
        server.get(path, method=method, query=query, **headers)

    assert server.django.entered == 2
    assert len(server.store) == 0


def test_a_cookie_of_somebody_else_changes_nothing(server):
    server.get("/", cookie="_ga=GA1.2.3; notoursessionid=1")
    server.get("/", cookie="consent=yes")

    assert server.django.entered == 1


def test_random_addresses_and_query_strings_fill_nothing(server, group):
    for number in range(50):
        server.get(f"/{number}/")
        server.get(f"/themes/{number}/")
        server.get(CONSULTATION, query=f"via={number}")
        server.get(CONSULTATION, query=f"via={group.slug}{'%00' * number}.")

    assert len(server.store) == 0


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/", "fbclid=IwAR2"),
        ("/", "utm_source=leaflet&utm_medium=post"),
        ("/document/", "x"),
        ("/document/", "&&=%ff%zz;"),
        ("/", "view=side-by-side"),
        ("/timeline.ics", "gclid=1"),
        (CONSULTATION, "via="),
        (CONSULTATION, "mc_cid=1"),
    ],
)
def test_a_parameter_that_the_page_does_not_read_is_no_other_page(server, path, query):
    page = server.get(path)

    asked = server.get(path, query=query)

    assert server.django.entered == 1
    assert (asked.status, asked.body) == (200, page.body)
    assert len(server.store) == 1


def test_a_link_that_a_group_shares_is_answered_without_django(server, group):
    plain = server.get(CONSULTATION)
    first = server.get(CONSULTATION, query=f"via={group.slug}")

    again = server.get(CONSULTATION, query=f"fbclid=1&via={group.slug}&utm_source=x")

    assert server.django.entered == 2
    assert again.body == first.body != plain.body
    assert f"via={group.slug}".encode() in again.body


def test_a_page_never_shows_what_was_asked_but_not_read(server):
    asked = server.get("/", query="word=hopscotch")

    assert b"hopscotch" not in asked.body


def test_an_address_that_is_not_utf_8_is_left_to_django(server):
    assert server.get("/\xff\xfe/").status == 404


def test_a_host_that_is_not_ours_is_not_kept(server):
    assert server.get("/", host="evil.example").status == 400
    assert len(server.store) == 0


def test_two_hosts_of_ours_have_pages_of_their_own(server):
    server.get("/sitemap.xml", host="localhost")

    answer = server.get("/sitemap.xml", host="127.0.0.1")

    assert b"localhost" not in answer.body


def test_a_page_that_was_kept_is_not_sent_again(server):
    tag = server.get("/", accept_encoding="br").headers["etag"]

    again = server.get("/", accept_encoding="br", if_none_match=f'"other", W/{tag}')

    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert {"cache-control", "vary"} <= set(again.headers)
    assert {"cross-origin-resource-policy", "permissions-policy"} <= set(again.headers)


@pytest.mark.parametrize("condition", ['"other"', "W/", "", '"'])
def test_another_tag_gets_the_page(server, condition):
    assert server.get("/", if_none_match=condition).status == 200


def test_the_tag_of_one_encoding_does_not_do_for_another(server):
    tag = server.get("/", accept_encoding="gzip").headers["etag"]

    assert server.get("/", accept_encoding="br", if_none_match=tag).status == 200


def test_head_says_the_same_and_sends_nothing(server):
    page = server.get("/")
    head = server.get("/", method="HEAD")

    assert (head.status, head.headers, head.body) == (200, page.headers, b"")


def test_head_of_a_page_that_is_not_kept_makes_the_whole_page(server):
    server.get("/", method="HEAD")

    assert server.get("/").body.startswith(b"<!DOCTYPE html>")
    assert server.django.entered == 1


def test_a_browser_and_what_stands_between_ask_again_each_time(server):
    headers = server.get("/").headers

    assert headers["cache-control"] == "public, max-age=0, must-revalidate"
    assert {"Accept-Encoding", "Cookie", "HX-Request"} == set(headers["vary"].split(", "))


# When a page ends


@pytest.mark.parametrize(
    "boundary",
    [
        "2024-03-18T00:00",  # the public window opens
        "2024-04-11T00:00",  # a day begins
        "2024-04-15T00:00",  # the public window closes
        "2024-04-15T00:15",  # its grace period ends
        "2024-04-01T00:00",  # the day after the clocks went forward begins
    ],
)
def test_a_page_is_not_served_past_its_own_end(server, set_clock, boundary):
    moment = dt.datetime.fromisoformat(boundary)
    set_clock((moment - dt.timedelta(seconds=30)).isoformat())
    server.get(CONSULTATION)

    page = server.store.get(layer.key_of(environ_of(CONSULTATION)))
    set_clock(boundary)
    server.get(CONSULTATION)

    assert page.until == london(boundary)
    assert server.django.entered == 2


def environ_of(path):
    environ = {"PATH_INFO": path, "HTTP_HOST": "127.0.0.1"}
    setup_testing_defaults(environ)
    return environ


def test_a_change_of_dates_is_seen_at_the_next_request(server):
    before = server.get(CONSULTATION)
    window = Window.objects.get(audience="everyone")
    window.closes_at += dt.timedelta(days=7)
    window.save()

    answer = server.get(CONSULTATION)

    assert b"21 April 2024" in answer.body
    assert b"21 April 2024" not in before.body
    assert answer.headers["etag"] != before.headers["etag"]


def test_nothing_that_residents_do_makes_the_pages_old(server, public_window):
    server.get(CONSULTATION)
    factories.sent(public_window)

    server.get(CONSULTATION)

    assert server.django.entered == 1


def test_while_the_database_is_away_pages_that_hold_are_served(server):
    server.get("/")

    def no_answer(execute, *arguments):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(no_answer):
        server.layer.stamp.ask = lost
        kept, other, ready = server.get("/"), server.get("/document/"), server.get("/readyz")

    assert (kept.status, other.status, ready.status) == (200, 503, 503)
    assert ready.body == (
        b"The database does not answer. 1 public pages are served as they were.\n"
    )
    assert len(server.store) == 1


def lost():
    raise OSError("connection refused")


# Many at once


class Held:
    """An application that answers one page when it is let; it counts how often it is asked."""

    def __init__(self, environ_key):
        self.environ_key = environ_key
        self.asked = 0
        self.is_asked, self.may_answer = threading.Event(), threading.Event()

    def __call__(self, environ, start_response):
        self.asked += 1
        self.is_asked.set()
        assert self.may_answer.wait(10)
        environ[self.environ_key] = dt.datetime(2100, 1, 1, tzinfo=dt.UTC)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"<p>Made once."]


def test_a_page_that_many_want_at_once_is_made_once():
    application = Held(layer.HOLDS_UNTIL)
    pages = PageLayer(application, store=Store(room=10_000), stamp=Stamp(lambda: 1, again_after=0))
    bodies = []

    def ask():
        bodies.append(b"".join(pages(environ_of("/"), lambda *_: None)))

    readers = [threading.Thread(target=ask) for _ in range(8)]
    for reader in readers:
        reader.start()
    assert application.is_asked.wait(10)
    application.may_answer.set()
    for reader in readers:
        reader.join()

    assert bodies == [b"<p>Made once."] * 8
    assert application.asked == 1


def test_a_draft_is_never_kept_among_the_public_pages(server, edition):
    draft = start_draft(base=edition, slug="final", title="Final for agreement")
    ticket = partners_ticket(draft, at=None, until=london("2024-04-17T10:00"))
    page = f"/preview/{ticket}/areas-of-assurance/road-safety/"
    area = draft.areaofassurance_set.get(key="road-safety")
    area.title = "Safer roads"
    area.save()
    before = server.get(page)
    area.title = "Safest roads"
    area.save()

    after = server.get(page)

    assert (before.status, after.status) == (200, 200)
    assert "Safer roads" in before.body.decode()
    assert "Safest roads" in after.body.decode()
    assert len(server.store) == 0


# What must not be kept


@public_page
def greets(request):
    page = HttpResponse("<p>Welcome.")
    if request.path == "/greets-and-remembers/":
        page.set_cookie("visitor", "1")
    return page


def test_a_page_that_sets_a_cookie_is_not_kept(server, settings):
    """It would give one person's cookie to everybody."""
    addresses = ["greets/", "greets-and-remembers/"]
    settings.ROOT_URLCONF = (*(path(each, greets) for each in addresses), *urlpatterns)

    server.get("/greets/")
    kept_without = len(server.store)
    answer = server.get("/greets-and-remembers/")

    assert "visitor=1" in answer.headers["set-cookie"]
    assert (kept_without, len(server.store)) == (1, 1)


def test_what_is_published_while_a_page_is_made_is_on_the_next_one(server, public_window):
    django = server.django.application

    def publish_meanwhile(environ, start_response):
        page = django(environ, start_response)
        server.django.application = django
        public_window.closes_at += dt.timedelta(days=7)
        public_window.save()
        return page

    server.django.application = publish_meanwhile

    before, after = server.get(CONSULTATION), server.get(CONSULTATION)

    assert b"21 April 2024" not in before.body
    assert b"21 April 2024" in after.body


@pytest.mark.parametrize("first", ["http", "https"])
def test_what_came_by_http_is_not_answered_by_https_nor_the_other_way_round(
    server, settings, first
):
    """A page names its own address, and a portal that asks for HTTPS redirects."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    second = {"http": "https", "https": "http"}[first]
    server.get("/sitemap.xml", x_forwarded_proto=first)

    answer = server.get("/sitemap.xml", x_forwarded_proto=second)

    assert f"<loc>{second}://127.0.0.1/".encode() in answer.body
    assert f"<loc>{first}://".encode() not in answer.body
