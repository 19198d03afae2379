"""Whether what was acknowledged is still there when everything is killed in the middle of it.

    python -m benchmarks.killing send|look FOLDER

It has a PostgreSQL of its own, in the folder, as that is killed with the portal.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import portals, senders
from benchmarks.effort import family, server_of
from benchmarks.responses import begin, stored
from sdp_portal import embedded_postgres

WORKERS = 4
RESPONSES = 400
KILLED_AFTER = 100  # acknowledged responses


def check() -> str:
    """A line that says so."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        for what in ("send", "look"):
            command = [sys.executable, "-m", "benchmarks.killing", what, folder]
            done = subprocess.run(
                command, cwd=portals.CHECKOUT, stdout=subprocess.PIPE, text=True, check=True
            )
    return done.stdout.strip()


def send_until_all_is_killed(folder: Path):
    url = embedded_postgres.start(folder)
    with portals.production(url) as environment:
        portals.load(environment)
        tokens = begin(url, number=RESPONSES)
        with portals.serving(environment) as (server, port):
            acknowledged = _killed_in_the_middle(url, server, port, tokens)
    Path(folder, "begun").write_text("\n".join(tokens))
    Path(folder, "acknowledged").write_text("\n".join(acknowledged))
    sys.stdout.flush()
    os._exit(0)  # there is no PostgreSQL left that would have to be stopped


def _killed_in_the_middle(url, server, port, tokens):
    postgres = server_of(url)
    acknowledged, enough = [], threading.Event()

    def press(form):
        try:
            token = senders.press(port, form)
        except OSError:
            return  # killed
        if token:
            acknowledged.append(token)
        if len(acknowledged) >= KILLED_AFTER:
            enough.set()

    forms = [senders.opened(port, token, f"10.0.0.{n % 250}") for n, token in enumerate(tokens)]
    with ThreadPoolExecutor(WORKERS) as pool:
        for form in forms:
            pool.submit(press, form)
        assert enough.wait(senders.PATIENCE), "too few were acknowledged"
        _kill(server.pid, postgres)
    return acknowledged


def _kill(portal, postgres):
    victims = [[pid for pid, _ in family(each)] for each in (portal, postgres)]
    for pid in [*victims[0], *victims[1]]:
        os.kill(pid, signal.SIGKILL)
    # A PostgreSQL that is not quite gone keeps the next one from starting.
    while any(Path("/proc", str(pid)).exists() for pid in victims[1]):
        time.sleep(0.05)


def look(folder: Path):
    url = embedded_postgres.start(folder)
    kept = stored(url, Path(folder, "begun").read_text().split())
    acknowledged = Path(folder, "acknowledged").read_text().split()
    lost = set(acknowledged) - set(kept)
    assert len(acknowledged) < RESPONSES, "all were sent before the killing"
    assert not lost, f"{len(lost)} acknowledged responses are gone"
    print(
        f"- Portal and PostgreSQL killed in the middle of sending (SIGKILL): all "
        f"{len(acknowledged)} responses acknowledged until then are there after the restart."
    )


if __name__ == "__main__":
    {"send": send_until_all_is_killed, "look": look}[sys.argv[1]](Path(sys.argv[2]))
