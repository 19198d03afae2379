"""One database that is migrated and holds the shipped strategy, made once in a run of tests.

Whoever needs a database of its own copies it: the test databases themselves, the portals that a
browser visits, and tests that commit what they write.
"""

import contextlib
import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

CHECKOUT = Path(__file__).resolve().parent.parent
NAME = f"loaded_{os.environ['TESTS_RUN']}"


def loaded_database() -> str:
    """Its name. The first that asks makes it, and the others wait."""
    with connected() as server:
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [NAME])
        if not server.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchall():
            unfinished = f"{NAME}_unfinished"
            server.execute(f'DROP DATABASE IF EXISTS "{unfinished}"')
            server.execute(f'CREATE DATABASE "{unfinished}"')
            environment = os.environ | {
                "DEBUG": "1",
                "DATABASE_URL": address_of(unfinished),
                "PORTAL_CLOCK": "",
            }
            manage("migrate", "--verbosity=0", environment=environment)
            manage("load_strategy", "--verbosity=0", environment=environment)
            server.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{NAME}"')
    return NAME


def drop_loaded_database():
    with contextlib.suppress(psycopg.OperationalError), connected() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


class Databases:
    """Copies of the loaded database, dropped together."""

    def __init__(self):
        self.run = f"copies_{secrets.token_hex(4)}"
        self.made = []

    def new(self) -> str:
        name = f"{self.run}_{len(self.made)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{loaded_database()}"')
        self.made.append(name)
        return name

    def empty(self) -> str:
        """A database without tables, dropped with the copies."""
        name = f"{self.run}_{len(self.made)}"
        self._execute(f'CREATE DATABASE "{name}"')
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

    def _execute(self, statement: str, *parameters):
        with connected() as connection:
            connection.execute(statement, parameters or None)


def connected():
    return psycopg.connect(address_of("postgres"), autocommit=True)


def address_of(database: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}").geturl()


def manage(*arguments: str, environment: dict) -> str:
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
    return done.stdout
