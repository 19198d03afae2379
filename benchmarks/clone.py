"""From `git clone` to the first page, with what pip fetched before in its cache; and once more."""

import os
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import portals, results

LONGEST = 60  # seconds
PATIENCE = 600
NOT_OURS = {"DATABASE_URL", "SECRET_KEY", "DEBUG", "PORTAL_CLOCK", "VIRTUAL_ENV"}


@dataclass(frozen=True)
class Start:
    ready: float  # seconds until it says so
    page: float  # and until the home page has been answered


def main():
    with tempfile.TemporaryDirectory(prefix="clone-") as folder:
        checkout = Path(folder, "portal")
        # Once to have everything in pip's cache, which is not what is measured.
        clone(checkout)
        start(checkout)
        subprocess.run(["rm", "-rf", checkout], check=True)
        began = time.monotonic()
        clone(checkout)
        cloned = time.monotonic() - began
        first = start(checkout)
        second = start(checkout)
    results.record(
        "From a clone",
        lines=[
            "`git clone` of this checkout, `make run`, and the home page asked for as soon as the "
            "portal says that it is ready; pip’s cache is warm.",
            *results.table(
                ["", "seconds"],
                [
                    ["cloned", f"{cloned:.1f}"],
                    ["portal ready", f"{cloned + first.ready:.1f}"],
                    ["first page answered", f"{cloned + first.page:.1f}"],
                    ["the second start, to its first page", f"{second.page:.1f}"],
                ],
            ),
            results.verdict(
                "seconds from the clone to the first page", cloned + first.page, most=LONGEST
            ),
        ],
        versions=results.python_and("pip", "django"),
    )


def clone(checkout: Path):
    subprocess.run(["git", "clone", "--quiet", portals.CHECKOUT, checkout], check=True)


def start(checkout: Path) -> Start:
    """Start the portal, fetch a page, and end it as Ctrl-C does."""
    port = portals.free_port()
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    environment |= {"PORT": str(port), "PORTAL_DATA_DIR": str(checkout / "var")}
    began = time.monotonic()
    with subprocess.Popen(
        ["make", "--silent", "run"],
        cwd=checkout,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as portal:
        try:
            said = next((line for line in portal.stdout if line.startswith("Portal ready")), None)
            assert said, "The portal ended before it was ready; its last words stand above."
            ready = time.monotonic() - began
            status, _, page = portals.fetch(port, "/", Host=f"{portals.HOST}:{port}")
            took = time.monotonic() - began
            assert status == 200
            assert b"</html>" in page
        finally:
            os.killpg(portal.pid, signal.SIGINT)  # to all of them, as a terminal does
            portal.stdout.read()
            portal.wait(PATIENCE)
    return Start(ready, took)
