"""The portal as it runs in production, on a database of its own, for one benchmark."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from sdp_portal import development
from sdp_portal.server import APPLICATION, PRODUCTION, granian

CHECKOUT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
# What the proxy in front, which ends TLS, tells the portal.
FROM_THE_PROXY = {"X-Forwarded-Proto": "https", "Host": "strategy.example"}
SECONDS_TO_START = 60


@contextmanager
def database() -> Iterator[str]:
    """The address of a new, empty database, dropped afterwards: on the server of DATABASE_URL, or
    on the embedded one."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DEBUG"] = "1"
        development.prepare()
        del os.environ["DEBUG"]
    server = urlsplit(os.environ["DATABASE_URL"])
    name = f"benchmark_{secrets.token_hex(4)}"
    with psycopg.connect(server.geturl(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def production(database_url: str) -> Iterator[dict[str, str]]:
    """Variables of the environment for a portal in production, whose static files are collected
    in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        environment = os.environ | {
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": FROM_THE_PROXY["Host"],
            "DATABASE_URL": database_url,
            "PORTAL_DATA_DIR": folder,
            "PORTAL_CLOCK": "",
        }
        manage(environment, "collectstatic", "--no-input", "--verbosity=0")
        yield environment


def load(environment: dict[str, str]):
    """Migrate, load the strategy, and open its public window now: the clock is the real one."""
    manage(environment, "migrate", "--verbosity=0")
    manage(environment, "load_strategy", "--verbosity=0")
    open_window(environment)


def open_window(environment: dict[str, str]):
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(
            "UPDATE consultation_window SET opens_at = now() - interval '7 days', "
            "closes_at = now() + interval '7 days' WHERE audience = 'everyone'"
        )


def manage(environment: dict[str, str], *arguments: str):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, check=True)


@contextmanager
def serving(environment: dict[str, str], *, application=APPLICATION):
    """Granian with the options of the README, on a free port; yields the process and the port."""
    port = free_port()
    options = [*PRODUCTION, "--log-level", "warning"]
    command = granian(options, host=HOST, port=port, application=application)
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment) as server:
        try:
            wait_until_answers(server, port)
            yield server, port
        finally:
            server.terminate()
            server.wait()


def wait_until_answers(server: subprocess.Popen, port: int):
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("The server did not start; its last words stand above.")


def fetch(port: int, path: str, **headers: str):
    """(status, headers, body) of a page, asked for as the proxy does."""
    request = urllib.request.Request(f"http://{HOST}:{port}{path}", headers=FROM_THE_PROXY)
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.headers, answer.read()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
