"""`make run`: from an empty database to a running portal."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from io import StringIO
from itertools import count

import psycopg
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, call_command
from django.db import connection
from django.utils.crypto import get_random_string

from sdp_portal import clock, demonstration, embedded_postgres, keys
from sdp_portal.database.base import connect_directly
from sdp_portal.embedded_postgres import EmbeddedPostgresError
from sdp_portal.server import DEMONSTRATION, granian

HOST = "127.0.0.1"
SECONDS_TO_START = 60
SECONDS_TO_A_LOOK = 1
LOOKS_TO_DUE_WORK = 60
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Runs the portal on this machine, for a demonstration or for development."
    said = ""

    def handle(self, **options):
        if not settings.DEBUG:
            raise SystemExit("This is for trying the portal out; the README says how to run it.")
        port = free_port(os.environ.get("PORT") or "8000")
        require_database()
        if embedded_postgres.is_used():
            demonstration.prepare_database(self.stderr.write)
        call_command("migrate", verbosity=0)
        if problem := keys.problem():
            raise SystemExit(problem)
        if not demonstration.is_empty():
            call_command("load_strategy", verbosity=0)
        connection.close_pool()

        for ending in ENDINGS:
            signal.signal(ending, stop)
        with serving(port) as server:
            self.greet(f"http://{HOST}:{port}/")
            self.look_after(server)
        while True:
            self.say("The server ended unexpectedly. It is started again.")
            with serving(port) as server:
                self.look_after(server)

    def look_after(self, server):
        """Keeps the database running and does scheduled work until `server` has ended."""
        looks = count(1)

        def look():
            self.revive_database()
            if next(looks) % LOOKS_TO_DUE_WORK == 0:
                self.do_due_work()

        watch(server, look, every=SECONDS_TO_A_LOOK)

    def revive_database(self):
        try:
            if embedded_postgres.revive():
                self.say("The database ended unexpectedly. It was started again.")
        except EmbeddedPostgresError as error:
            self.say(f"{error}\nThe database is tried again every second.")

    def say(self, words):
        """Says nothing if it would repeat the last sentence."""
        if words != self.said:
            self.stderr.write(words)
            self.stderr.flush()
        self.said = words

    def do_due_work(self):
        """Mail and reminders; in production a timer does this."""
        try:
            call_command("due_work", stdout=StringIO())
        except Exception as error:
            self.stderr.write(f"Scheduled work was interrupted and will be tried again: {error}")
        finally:
            connection.close()
            connection.close_pool()

    def greet(self, address):
        self.stdout.write(f"Portal ready: {address}")
        self.stdout.write(clock_text())
        if password := first_officer_password():
            self.stdout.write(
                f"Officers sign in at {address}admin/ as officer with the password {password}\n"
                "This is said once; a new one is set with: "
                ".venv/bin/python manage.py changepassword officer"
            )
        if demonstration.is_empty():
            self.stdout.write("It is empty. After signing in, the first screen leads through it.")
        self.stdout.write("Ctrl-C stops it.")
        self.stdout.flush()


def stop(*_):
    """Ends this process cleanly; a second Ctrl-C does not interrupt that."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    sys.exit()


def free_port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise SystemExit(f"PORT={text} is not a port: give a number from 1 to 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            raise SystemExit(
                f"Port {text} cannot be used ({error.strerror}); "
                "give another one, for instance: make run PORT=8001"
            ) from error
    return int(text)


def require_database():
    # Not through the pool, which would wait and then not say why.
    try:
        connect_directly(connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise SystemExit(f"The database at DATABASE_URL does not answer: {reason}") from error


@contextmanager
def serving(port: int):
    """Starts a server, waits until it is ready, and ends it with this process."""
    command = granian(DEMONSTRATION, host=HOST, port=port)
    # In a session of its own, so that Ctrl-C reaches only this process, which then ends it.
    server = subprocess.Popen(command, start_new_session=True)
    try:
        wait_until_ready(server, port)
        yield server
    finally:
        server.terminate()
        server.wait()
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # workers that survive it would keep the port


def wait_until_ready(server: subprocess.Popen, port: int):
    answer = "nothing"
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if has_ended(server):
            raise SystemExit("The server ended before it was ready; its last words stand above.")
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
                return
        except OSError as error:
            answer = error
        time.sleep(0.05)
    raise SystemExit(f"The server was not ready after {SECONDS_TO_START} seconds: {answer}")


def watch(server: subprocess.Popen, work: Callable[[], None], *, every: float):
    """Does the `work` `every` so many seconds until `server` has ended."""
    while not has_ended(server):
        time.sleep(every)
        work()


def has_ended(server: subprocess.Popen) -> bool:
    """Without the lock of `Popen`: `stop` would leave it locked, if it came while that is taken,
    and then nothing could wait for the server's end."""
    look = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return server.returncode is not None or os.waitid(os.P_PID, server.pid, look) is not None


def clock_text() -> str:
    if not settings.PORTAL_CLOCK:
        return "It runs at the real time."
    return (
        f"It runs as if it were {clock.now().astimezone(clock.LONDON):%A %-d %B %Y, %H:%M}; "
        "for the real time: make run PORTAL_CLOCK="
    )


def first_officer_password() -> str | None:
    """Makes an account if there is no officer, and returns its password; else None."""
    officers = get_user_model().objects
    if officers.filter(is_staff=True).exists():
        return None
    password = "-".join(get_random_string(4, EASY_TO_READ) for _ in range(4))
    officers.create_superuser("officer", password=password)
    return password
