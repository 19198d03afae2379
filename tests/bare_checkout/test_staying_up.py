"""What `make run` started is started again when it dies, with all that was acknowledged."""

import http.client
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings

from benchmarks.effort import family
from tests.consultation.test_responding import COMMENT

PATIENCE = 60  # seconds, on the busiest of machines
AWAY = (OSError, http.client.HTTPException)


class Running:
    """`run_portal` on a database of its own."""

    def __init__(self, data_dir: Path):
        self.data_dir = data_dir
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        mine = {"PORT": str(self.port), "PORTAL_DATA_DIR": str(data_dir), "DATABASE_URL": ""}
        with (data_dir / "said").open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run_portal"],
                cwd=settings.BASE_DIR,
                env=os.environ | mine | {"DEBUG": "1", "PORTAL_CLOCK": "2024-04-10T10:00"},
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )
        assert any(line.startswith("Portal ready") for line in self.process.stdout), self.said()

    def said(self) -> str:
        return (self.data_dir / "said").read_text()

    def postmaster(self) -> int:
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])

    def server(self) -> int:
        _, server, *_ = [pid for pid, _ in family(self.process.pid)]
        return server

    def worker(self) -> int:
        _, worker, *_ = [pid for pid, _ in family(self.server())]
        return worker

    def stop(self):
        self.process.terminate()
        self.process.communicate()


class Writer:
    """Somebody who writes comments, with a browser's cookies."""

    def __init__(self, port: int):
        self.address = f"http://127.0.0.1:{port}{COMMENT}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def read(self) -> str:
        with self.browser.open(self.address, timeout=PATIENCE) as page:
            return page.read().decode()

    def write(self, text: str) -> bool:
        """Whether it was acknowledged, by the page that the form leads on to."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.read())[1]
        form = urlencode({"csrfmiddlewaretoken": token, "text": text}).encode()
        with self.browser.open(self.address, form, timeout=PATIENCE) as page:
            return text in page.read().decode()

    def write_until_acknowledged(self, text: str):
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                if self.write(text):
                    return
            except AWAY as error:
                if isinstance(error, urllib.error.HTTPError):
                    error.close()
                assert time.monotonic() < deadline, "the portal does not answer again"


@pytest.fixture(scope="module")
def running():
    with tempfile.TemporaryDirectory(prefix="staying-up-") as folder:
        running = Running(Path(folder))
        try:
            yield running
        finally:
            running.stop()


def test_a_worker_that_is_killed_is_replaced(running):
    writer = Writer(running.port)
    assert writer.write("Before the worker ended.")
    before = running.worker()

    os.kill(before, signal.SIGKILL)
    writer.write_until_acknowledged("After the worker ended.")

    assert running.worker() != before


def test_a_database_that_is_killed_is_started_again_and_has_what_was_acknowledged(running):
    writer = Writer(running.port)
    assert writer.write("Before the database ended.")
    before = running.postmaster()

    os.kill(before, signal.SIGKILL)
    writer.write_until_acknowledged("After the database ended.")

    assert running.postmaster() != before
    assert "The database ended unexpectedly. It was started again." in running.said()
    review = COMMENT.replace("comment/", "")
    with writer.browser.open(writer.address.replace(COMMENT, review)) as page:
        kept = page.read().decode()
    assert kept.count("Before the database ended.") == 1
    assert kept.count("After the database ended.") == 1


def test_a_server_that_is_killed_is_started_again(running):
    worker = running.worker()
    os.kill(running.server(), signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)

    Writer(running.port).write_until_acknowledged("After the server ended.")

    assert "The server ended unexpectedly. It is started again." in running.said()
