"""The shipped nginx.conf keeps slow senders from everybody else, and lets through what we take."""

import re
import socket
import ssl
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from benchmarks import portals, proxy
from tests.consultation.intake import files
from tests.consultation.responding.test_responding import COMMENT
from tests.nginx.conftest import Website
from tests.sdp_portal.test_headers import assert_told

MEGABYTE = 1024 * 1024
ENTER = "/admin/consultation/response/enter/"
URLENCODED = {"Content_Type": "application/x-www-form-urlencoded"}
BOUNDARY = "one-of-our-own"


def heading(page):
    return re.search(r"<h1[^>]*>([^<]*)", page)[1]


def form_token(website, path, **headers):
    """(the form's token, the cookies to send with it)."""
    status, sent, page = website.ask("GET", path, **headers)
    assert status == 200, page
    cookies = [line.partition(";")[0] for line in sent.get_all("Set-Cookie")]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    return token, "; ".join([*cookies, *filter(None, [headers.get("Cookie")])])


def multipart(fields, *, file: bytes) -> bytes:
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(
        b'name="files"; filename="scan.pdf"\r\nContent-Type: application/pdf\r\n\r\n' + file
    )
    marked = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n" % (BOUNDARY.encode(), part)
        for part in parts
    )
    return marked + b"--%s--\r\n" % BOUNDARY.encode()


def enter_with_scan(website, *, size):
    token, cookies = form_token(website, ENTER, Cookie=website.cookie)
    body = multipart({"csrfmiddlewaretoken": token}, file=files.PDF.ljust(size, b"\0"))
    return website.ask(
        "POST",
        ENTER,
        body,
        Cookie=cookies,
        Origin=f"https://{proxy.NAME}",
        Content_Type=f"multipart/form-data; boundary={BOUNDARY}",
    )


def unfinished(website, stack, *, head: bytes):
    """A connection on which nothing comes after `head`."""
    connection = socket.create_connection((portals.HOST, website.front.port), timeout=60)
    secure = stack.enter_context(website.context.wrap_socket(connection))
    secure.sendall(head)
    return secure


@pytest.fixture(scope="module", autouse=True)
def begun(website):
    """Two requests that do not go on, from the first test of this file to its last: nginx takes ten
    seconds and more to cut them off."""
    with ExitStack() as stack:
        yield {
            "body": unfinished(website, stack, head=post_head(COMMENT, 1000)),
            "head": unfinished(
                website, stack, head=b"GET / HTTP/1.1\r\nHost: strategy.example\r\n"
            ),
        }


def post_head(path, length):
    return (
        f"POST {path} HTTP/1.1\r\nHost: {proxy.NAME}\r\nContent-Length: {length}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\ntext="
    ).encode()


@pytest.mark.parametrize("number", [8, 64])
def test_bodies_that_do_not_end_hold_nobody_up(website, number):
    with ExitStack() as stack:
        waiting = [unfinished(website, stack, head=post_head(COMMENT, 1000)) for _ in range(number)]

        # Each is answered while none of the others has ended: the order is the proof.
        answers = [website.ask("GET", path)[0] for path in ("/healthz", "/", COMMENT)]

        assert answers == [200, 200, 200]
        for connection in waiting:
            connection.setblocking(False)
            with pytest.raises((ssl.SSLWantReadError, BlockingIOError)):
                connection.recv(1)


def test_a_scan_of_ten_megabytes_passes(website):
    status, _, page = enter_with_scan(website, size=10 * MEGABYTE)

    assert status == 422  # nothing else was filled in
    assert "A file can have up to" not in page


def test_a_scan_of_eleven_is_refused_with_a_sentence(website):
    status, _, page = enter_with_scan(website, size=11 * MEGABYTE)

    assert status == 422
    assert "“scan.pdf” has 11.0 MB. A file can have up to 10 MB" in page


def test_four_megabytes_of_words_reach_the_portal(website):
    token, cookies = form_token(website, COMMENT)
    form = urlencode({"csrfmiddlewaretoken": token, "text": "z" * (4 * MEGABYTE - 200)})

    status, _, page = website.ask(
        "POST", COMMENT, form.encode(), Cookie=cookies, Origin=f"https://{proxy.NAME}", **URLENCODED
    )

    assert status == 422  # too long for one comment, and on the page to be shortened
    assert "z" * 100_000 in page


@pytest.mark.parametrize(
    ("path", "size", "said"),
    [
        (COMMENT, 4 * MEGABYTE + 1, "divide them among several comments"),
        (ENTER, 54 * MEGABYTE, "send fewer or smaller files at a time"),
    ],
)
def test_what_is_too_much_is_refused_in_words(website, path, size, said):
    status, headers, page = website.ask("POST", path, b"z" * size, **URLENCODED)

    assert status == 413
    assert heading(page) == "That is more than we can take at once"
    assert said in page
    assert "browser’s back button" in page
    assert "no-store" in headers["Cache-Control"]


def test_the_portal_knows_that_the_visitor_came_by_https(website):
    status, headers, _ = website.ask("GET", "/")

    assert status == 200  # and not led on to https
    assert "Strict-Transport-Security" in headers


def test_a_visitor_cannot_say_that_there_is_no_encryption(website):
    assert website.ask("GET", "/", X_Forwarded_Proto="http")[0] == 200


def test_static_files_are_embedded_by_nobody_also_when_they_are_not_sent_again(website):
    whole = website.ask("GET", "/static/build/portal.css")
    again = website.ask("GET", "/static/build/portal.css", If_None_Match=whole[1]["ETag"])

    assert (whole[0], again[0]) == (200, 304)
    assert_told(whole[1])
    assert_told(again[1])


def test_cookies_belong_to_this_host_alone(website):
    _, headers, _ = website.ask("GET", COMMENT)

    (cookie,) = headers.get_all("Set-Cookie")
    assert cookie.startswith("__Host-csrftoken=")
    assert "; Secure" in cookie
    assert "; Path=/;" in cookie
    assert "Domain" not in cookie


def test_when_the_portal_does_not_answer_that_is_said_in_words():
    with proxy.in_front_of(portals.free_port()) as front:
        status, headers, page = Website(front).ask("POST", COMMENT, b"text=x", **URLENCODED)

    assert status == 502
    assert heading(page) == "Sorry, this website is not answering just now"
    assert "most browsers keep what you typed" in page
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("part", ["body", "head"])
def test_what_does_not_go_on_is_cut_off(begun, part):
    assert begun[part].recv(65536)[:12] in {b"", b"HTTP/1.1 408"}
