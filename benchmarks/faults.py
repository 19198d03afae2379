"""What is lost when something dies while four visitors go through the whole form.

In production (the options of the README) with a PostgreSQL of its own, which this program breaks
and starts again as its supervisor would; and under `make run`, which starts its own again itself.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from benchmarks import portals, results
from benchmarks.effort import family
from benchmarks.visitors import Visitors
from sdp_portal import embedded_postgres

BEFORE, AFTER = 20, 20  # responses acknowledged before and after each fault
STORED = """
    SELECT comment.text FROM consultation_comment comment
    JOIN consultation_response response ON response.id = comment.response_id
    WHERE response.received_at IS NOT NULL AND comment.text = ANY(%s)
"""
HEADER = ["fault", "sent", "acknowledged", "present", "lost", "doubled", "recovered after"]


@dataclass(frozen=True)
class Target:
    """A portal that is to be broken: its server's process, and its database's."""

    server: int
    port: int
    postgres: Path
    headers: dict
    database: str = "portal"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{quote(str(self.postgres), safe='')}/{self.database}"

    @property
    def postmaster(self) -> int:
        return int((self.postgres / "postmaster.pid").read_text().split()[0])


def kill_a_worker(target):
    *_, (worker, _) = family(target.server)
    os.kill(worker, signal.SIGKILL)


def kill_postgres(target):
    os.kill(target.postmaster, signal.SIGKILL)


def end_postgres(number: int, *, away: float) -> Callable:
    def end(target):
        os.kill(target.postmaster, number)
        time.sleep(away)
        while not embedded_postgres.revive():
            time.sleep(0.05)

    return end


def freeze_postgres(target, *, seconds=20):
    processes = [pid for pid, _ in family(target.postmaster)]
    for pid in processes:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    for pid in processes:
        os.kill(pid, signal.SIGCONT)


def end_all_backends(target):
    with psycopg.connect(target.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )


def kill_a_backend(target):
    with psycopg.connect(target.url, autocommit=True) as connection:
        (backend,) = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid() LIMIT 1"
        ).fetchone()
    os.kill(backend, signal.SIGKILL)


IN_PRODUCTION = {
    "one of two workers killed": kill_a_worker,
    "PostgreSQL killed, started again 2 s later": end_postgres(signal.SIGKILL, away=2),
    "PostgreSQL stopped for 2 s": end_postgres(signal.SIGINT, away=2),
    "PostgreSQL stopped (immediate) for 2 s": end_postgres(signal.SIGQUIT, away=2),
    "all connections ended by PostgreSQL": end_all_backends,
    "process of one connection killed": kill_a_backend,
    "PostgreSQL frozen for 20 s": freeze_postgres,
    "PostgreSQL away for 40 s": end_postgres(signal.SIGINT, away=40),
}
UNDER_MAKE_RUN = {
    "make run: the worker killed": kill_a_worker,
    "make run: PostgreSQL killed": kill_postgres,
    "make run: PostgreSQL ended (immediate)": lambda it: os.kill(it.postmaster, signal.SIGQUIT),
}


def main():
    rows = []
    with in_production() as target:
        rows += [row(name, fault, target) for name, fault in IN_PRODUCTION.items()]
    with under_make_run() as target:
        rows += [row(name, fault, target) for name, fault in UNDER_MAKE_RUN.items()]
    lines = [
        "Four visitors go through the whole form (comment, about you, check, send, receipt), and "
        "try again what was not answered. Acknowledged is what somebody read the receipt of; "
        "recovered, when somebody did who pressed the button after the fault was over.",
        *results.table(HEADER, rows),
    ]
    lost, doubled = (sum(each[i] for each in rows) for i in (4, 5))
    lines.append(results.verdict("responses lost", lost, most=0))
    lines.append(results.verdict("responses doubled", doubled, most=0))
    results.record("Faults", lines=lines, versions=results.python_and("granian", "psycopg"))


@contextmanager
def in_production():
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        url = embedded_postgres.start(folder)
        with portals.production(url) as environment:
            portals.load(environment)
            with portals.serving(environment) as (server, port):
                headers = portals.FROM_THE_PROXY
                yield Target(server.pid, port, folder / "postgres", headers)


@contextmanager
def under_make_run():
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        port = portals.free_port()
        mine = {"PORT": str(port), "PORTAL_DATA_DIR": name, "DATABASE_URL": "", "DEBUG": "1"}
        command = [sys.executable, "manage.py", "run_portal"]
        clock = {"PORTAL_CLOCK": "2024-04-10T10:00"}
        with subprocess.Popen(
            command,
            cwd=portals.CHECKOUT,
            env=os.environ | mine | clock,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert any(line.startswith("Portal ready") for line in process.stdout)
                database = "portal_2024_04_10t10_00"  # that of the clock's beginning
                yield Target(process.pid, port, Path(name, "postgres"), {}, database)
            finally:
                process.terminate()


def row(name, fault, target) -> list:
    with Visitors(target.port, target.headers) as visitors:
        assert visitors.acknowledged_after(0, number=BEFORE), f"{name}: nothing works before it"
        fault(target)
        over = time.monotonic()
        first = visitors.acknowledged_after(over, number=AFTER)
    acknowledged = {text for text, *_ in visitors.acknowledged}
    with psycopg.connect(target.url) as connection:
        kept = [text for (text,) in connection.execute(STORED, [visitors.sent])]
    lost = len(acknowledged - set(kept))
    doubled = len(kept) - len(set(kept))
    recovered = f"{first - over:.1f} s" if first else "never"
    found = [len(visitors.sent), len(acknowledged), len(set(kept)), lost, doubled, recovered]
    print(f"   {name}: {found}", flush=True)
    return [name, *found]
