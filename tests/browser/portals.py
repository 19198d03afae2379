"""The real portal for the browser: its own server, on a database of its own, at a chosen moment.

Tables are never emptied (the database refuses it), so every portal gets a copy of one template
database that is migrated and loaded once.
"""

import contextlib
import datetime as dt
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from sdp_portal import clock
from sdp_portal.management.commands.run_portal import HOST
from sdp_portal.server import DEMONSTRATION, granian

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
SOON_GIVES_UP = {"DATABASE_WAIT_SECONDS": "1"}  # for tests that take the database away
TICK = 0.05  # seconds between two looks at a server that is starting


class Databases:
    """Databases made for this run on the server of `url`, and dropped with it."""

    def __init__(self, url: str):
        self.url = url
        self.run = f"browser_{secrets.token_hex(4)}"
        self.made = []

    def new(self, template: str = "template1") -> str:
        name = f"{self.run}_{len(self.made)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self.made.append(name)
        return name

    def drop_all(self):
        while self.made:
            self._execute(f'DROP DATABASE "{self.made.pop()}" WITH (FORCE)')

    def let_in(self, name: str, *, allowed: bool):
        """Open or shut a database; shutting it also cuts every connection that it has."""
        self._execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {allowed}')
        if not allowed:
            self._execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", name
            )

    def address(self, name: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def _execute(self, statement: str, *parameters):
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement, parameters or None)


class Portal:
    """A running portal. `address` has no slash at its end, as a browser's origin."""

    def __init__(
        self, databases: Databases, database: str, start_at: str, log: Path, **environment: str
    ):
        self.databases = databases
        self.database = database
        self.database_url = databases.address(database)
        self.start_at = start_at
        self.log = log
        self.port = _free_port()
        self.address = f"http://{HOST}:{self.port}"
        self.environment = os.environ | {
            "DEBUG": "1",
            "DATABASE_URL": self.database_url,
            "PORTAL_CLOCK": start_at,
            "PAGE_CHECK_SECONDS": "0",  # tests write into the database beside the portal
            "PORTAL_URL": self.address,
            **environment,
        }
        with log.open("wb") as words:
            self.process = subprocess.Popen(
                granian(DEMONSTRATION, host=HOST, port=self.port),
                cwd=CHECKOUT,
                env=self.environment,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops it
            )

    def wait_until_ready(self):
        deadline = time.monotonic() + SECONDS_TO_START
        while reason := self._why_not_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The portal is not ready: {reason}\n{self.log.read_text()}")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(TICK)

    def lose_database(self):
        self.databases.let_in(self.database, allowed=False)

    def find_database_again(self):
        self.databases.let_in(self.database, allowed=True)
        self.wait_until_ready()

    def _why_not_ready(self) -> str:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/readyz", timeout=10):
                return ""
        except urllib.error.HTTPError as error:
            return error.read().decode()
        except OSError as error:
            return str(error)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def present(self) -> dt.datetime:
        """The portal's present moment, or up to a few seconds before it."""
        start = clock.in_london(dt.datetime.fromisoformat(self.start_at))
        return start + dt.timedelta(seconds=time.monotonic() - self.ready_at)

    def close_public_window(self, *, at: dt.datetime):
        self.execute(
            "UPDATE consultation_window SET closes_at = %s WHERE audience = 'everyone'", at
        )

    def execute(self, statement: str, *parameters) -> list[tuple]:
        """Run SQL on the portal's database, beside the portal; the rows, if it gives any."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            cursor = connection.execute(statement, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def manage(self, *arguments: str, **environment: str):
        manage(*arguments, environment=self.environment | environment)


class Portals:
    """Portals by the moment they start at, kept running; a test that spoils one names its own."""

    def __init__(self, database_url: str, logs: Path):
        self.databases = Databases(database_url)
        self.logs = logs
        self.template = None
        self.running = {}

    def at(self, moment: str, name: str = "shared", **environment: str) -> Portal:
        """With an `environment` of its own a portal needs a name of its own, too."""
        if (moment, name) not in self.running:
            self.running[moment, name] = self._start(moment, environment)
        return self.running[moment, name]

    def _start(self, moment: str, environment: dict) -> Portal:
        self.template = self.template or self._loaded_template()
        return self._serve(self.databases.new(self.template), moment, environment)

    def _serve(self, database: str, moment: str, environment: dict) -> Portal:
        log = self.logs / f"{database}-{len(self.running)}.log"
        portal = Portal(self.databases, database, moment, log, **environment)
        try:
            portal.wait_until_ready()
            portal.ready_at = time.monotonic()
        except BaseException:
            portal.stop()
            raise
        return portal

    def beside(self, portal: Portal, name: str, **environment: str) -> Portal:
        """Another server on the database of `portal`, at the same moment."""
        if (portal.database, name) not in self.running:
            server = self._serve(portal.database, portal.start_at, environment)
            self.running[portal.database, name] = server
        return self.running[portal.database, name]

    def _loaded_template(self) -> str:
        name = self.databases.new()
        url = self.databases.address(name)
        environment = os.environ | {"DEBUG": "1", "DATABASE_URL": url, "PORTAL_CLOCK": ""}
        manage("migrate", "--verbosity=0", environment=environment)
        manage("load_strategy", "--verbosity=0", environment=environment)
        return name

    def stop_all(self):
        try:
            for portal in self.running.values():
                portal.process.terminate()
            for portal in self.running.values():
                portal.process.wait()
        finally:
            self.databases.drop_all()


def manage(*arguments: str, environment: dict):
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
