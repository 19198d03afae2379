"""What `make run` started is started again when it dies, and nothing acknowledged is lost."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings

from benchmarks.effort import family
from benchmarks.faults import STORED
from benchmarks.portals import free_port
from benchmarks.visitors import Visitors


class Running:
    """`run_portal` on a database of its own."""

    def __init__(self, data_dir: Path):
        self.data_dir = data_dir
        self.port = free_port()
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
        return family(self.process.pid)[1][0]

    def worker(self) -> int:
        return family(self.server())[1][0]

    def kept(self, texts) -> list[str]:
        folder = quote(str(self.data_dir / "postgres"), safe="")
        url = f"postgresql://postgres@{folder}/portal_2024_04_10t10_00"
        with psycopg.connect(url) as connection:
            return [text for (text,) in connection.execute(STORED, [texts])]

    def shell(self, code: str) -> str:
        """In another process, which is told of no moment."""
        mine = {"PORTAL_DATA_DIR": str(self.data_dir), "DATABASE_URL": "", "DEBUG": "1"}
        environment = os.environ | mine
        del environment["PORTAL_CLOCK"]
        return subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def stop(self):
        self.process.terminate()
        self.process.communicate()


@pytest.fixture(scope="module")
def running():
    with tempfile.TemporaryDirectory(prefix="staying-up-") as folder:
        running = Running(Path(folder))
        try:
            yield running
        finally:
            running.stop()


def kill_worker(running):
    os.kill(running.worker(), signal.SIGKILL)


def kill_server(running):
    worker = running.worker()
    os.kill(running.server(), signal.SIGKILL)
    os.kill(worker, signal.SIGKILL)


def kill_database(running):
    os.kill(running.postmaster(), signal.SIGKILL)


SERVER, DATABASE = "The server ended unexpectedly", "The database ended unexpectedly"


@pytest.mark.parametrize(
    ("kill", "said"), [(kill_worker, []), (kill_database, [DATABASE]), (kill_server, [SERVER])]
)
def test_it_answers_again_by_itself_and_has_all_that_was_acknowledged(running, kill, said):
    before = running.said()
    with Visitors(running.port, {}) as visitors:
        assert visitors.acknowledged_after(0, number=4)

        kill(running)

        assert visitors.acknowledged_after(time.monotonic(), number=4), running.said()

    kept = running.kept(visitors.sent)
    assert {text for text, *_ in visitors.acknowledged} <= set(kept)
    assert len(kept) == len(set(kept))
    news = running.said().removeprefix(before)
    assert [words for words in (SERVER, DATABASE) if words in news] == said


def test_a_command_without_a_moment_works_on_the_database_that_runs(running):
    officers = "from django.contrib.auth.models import User; print(User.objects.get())"

    assert running.shell(officers) == "officer\n"
