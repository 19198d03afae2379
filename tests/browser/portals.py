"""The real portal for the browser: its own server, on a database of its own, at a chosen moment.

Tables are never emptied (the database refuses it), so every portal gets a copy of one database that
is migrated and loaded once.
"""

import contextlib
import datetime as dt
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg

from sdp_portal import clock
from sdp_portal.management.commands.run_portal import HOST
from sdp_portal.server import DEMONSTRATION, granian
from tests.loaded_database import CHECKOUT, Databases, address_of, manage

SECONDS_TO_START = 60
SOON_GIVES_UP = {"DATABASE_WAIT_SECONDS": "1"}  # for tests that take the database away
TICK = 0.05  # seconds between two looks at a server that is starting


class Portal:
    """A running portal. `address` has no slash at its end, as a browser's origin."""

    def __init__(
        self, databases: Databases, database: str, start_at: str, log: Path, **environment: str
    ):
        self.databases = databases
        self.database = database
        self.database_url = address_of(database)
        self.start_at = start_at
        self.log = log
        self.signed_in = {}  # the cookies of officers, by their names
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

    def manage(self, *arguments: str, **environment: str) -> str:
        """What the command printed."""
        return manage(*arguments, environment=self.environment | environment)


class Portals:
    """Portals by the moment they start at, kept running; a test that spoils one names its own."""

    def __init__(self, logs: Path):
        self.databases = Databases()
        self.logs = logs
        self.running = {}

    def at(self, moment: str, name: str = "shared", **environment: str) -> Portal:
        """With an `environment` of its own a portal needs a name of its own, too."""
        if (moment, name) not in self.running:
            self.running[moment, name] = self._start(moment, environment)
        return self.running[moment, name]

    def empty_at(self, moment: str, **environment: str) -> Portal:
        """A portal as a new partnership finds it: migrated, and nothing loaded."""
        if (moment, "empty") not in self.running:
            database = self.databases.empty()
            to_migrate = os.environ | {"DEBUG": "1", "DATABASE_URL": address_of(database)}
            manage("migrate", "--verbosity=0", environment=to_migrate)
            self.running[moment, "empty"] = self._serve(database, moment, environment)
        return self.running[moment, "empty"]

    def later(self, portal: Portal, moment: str, **environment: str) -> Portal:
        """The same portal at a later moment: another server on its database."""
        if (portal.database, moment) not in self.running:
            self.running[portal.database, moment] = self._serve(
                portal.database, moment, environment
            )
        return self.running[portal.database, moment]

    def _start(self, moment: str, environment: dict) -> Portal:
        return self._serve(self.databases.new(), moment, environment)

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

    def stop_all(self):
        try:
            for portal in self.running.values():
                portal.process.terminate()
            for portal in self.running.values():
                portal.process.wait()
        finally:
            self.databases.drop_all()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
