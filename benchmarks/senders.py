"""Those who send in `sending.py`, each a process of its own: browsers, and bare psycopg."""

import http.client
import re
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from urllib.parse import urlencode

import psycopg

from benchmarks.portals import FROM_THE_PROXY, HOST

PATIENCE = 300  # seconds, until all are ready to begin and until a page is answered
SLUG = "draft-strategy-2024-29"
CHECK = f"/consultations/{SLUG}/respond/check/"
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
COOKIE = re.compile(r"__Host-csrftoken=(\w+)")
RESPONSE = f"__Host-response-{SLUG}"
RECEIPT = re.compile(rb"\r\nlocation: (/receipts/[\w-]+/)", re.IGNORECASE)

beginning = None  # of what is timed: all of them, and who started them, wait for each other at it


@dataclass(frozen=True)
class Sent:
    """What one of them has done: what was acknowledged, and how many seconds each took."""

    acknowledged: list
    seconds: list[float]
    began: float
    ended: float


def together(
    work: Callable[..., Sent], arguments: Sequence[tuple], *, when_it_begins: Callable[[], object]
) -> list[Sent]:
    """`work(*each)` for each of `arguments`, side by side."""
    context = get_context("spawn")
    barrier = context.Barrier(len(arguments) + 1, timeout=PATIENCE)
    options = {"mp_context": context, "initializer": meet_at, "initargs": [barrier]}
    with ProcessPoolExecutor(len(arguments), **options) as pool:
        working = [pool.submit(work, *each) for each in arguments]
        barrier.wait()
        when_it_begins()
        return [each.result() for each in working]


def rate(done: list[Sent]) -> float:
    """What was acknowledged a second, from the first's beginning to the last's end."""
    number = sum(len(each.acknowledged) for each in done)
    return number / (max(each.ended for each in done) - min(each.began for each in done))


def meet_at(barrier):
    global beginning  # noqa: PLW0603 a barrier reaches another process only as it starts
    beginning = barrier


def send(port: int, tokens: list[str], number: int, with_receipt: bool) -> Sent:
    """Open the check page of each of the responses; then, timed, press the button of each.

    As behind a proxy, each person comes from an address, and over a connection, of their own.
    """
    forms = [
        opened(port, token, f"10.{number}.{n // 250}.{n % 250}") for n, token in enumerate(tokens)
    ]
    return _timed(forms, lambda form: press(port, form, with_receipt=with_receipt))


def insert(database_url: str, statements: list[str], numbers: Iterable[int]) -> Sent:
    """For each of the numbers, `statements` and a commit."""
    with psycopg.connect(database_url) as connection:

        def commit(n):
            for statement in statements:
                connection.execute(statement, {"n": n})
            connection.commit()
            return n

        return _timed(numbers, commit)


def _timed(things, work) -> Sent:
    acknowledged, seconds = [], []
    beginning.wait()
    began = earlier = time.monotonic()
    for thing in things:
        if name := work(thing):
            acknowledged.append(name)
        now = time.monotonic()
        seconds.append(now - earlier)
        earlier = now
    return Sent(acknowledged, seconds, began, earlier)


def opened(port, token, address) -> tuple[str, bytes, bytes]:
    """What the browser needs as the button is pressed, up to its last byte."""
    headers = FROM_THE_PROXY | {"X-Forwarded-For": address, "Cookie": f"{RESPONSE}={token}"}
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    connection.request("GET", CHECK, headers=headers)
    answer = connection.getresponse()
    page = answer.read().decode()
    assert answer.status == 200, page
    connection.close()
    csrf = COOKIE.search(answer.headers["Set-Cookie"])[0]
    fields = dict(FIELD.findall(page)) | {"website": ""}
    assert fields["response"] == token
    body = urlencode(fields).encode()
    headers |= {
        "Cookie": f"{headers['Cookie']}; {csrf}",
        "Origin": f"https://{headers['Host']}",
        "Accept-Encoding": "gzip, deflate, br",
        "Connection": "close",
    }
    form = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return token, _head("POST", CHECK, headers | form) + body, headers


def _head(method, path, headers) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def press(port, form, *, with_receipt=False) -> str | None:
    """The token of the response when the portal says that it is sent; None when it does not."""
    token, request, headers = form
    answer = _ask(port, request)
    receipt = RECEIPT.search(answer.partition(b"\r\n\r\n")[0])
    if not answer.startswith(b"HTTP/1.1 302") or not receipt:
        return None
    if with_receipt:
        page = _ask(port, _head("GET", receipt[1].decode(), headers))
        assert page.startswith(b"HTTP/1.1 200"), page
    return token


def _ask(port, request) -> bytes:
    with socket.create_connection((HOST, port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))
