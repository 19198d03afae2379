"""Load on a server of this machine with wrk, and what it costs the server's processes."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from benchmarks.portals import FROM_THE_PROXY, HOST

CONNECTIONS = 16
SECONDS = 2
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """`p99` in seconds; `cpu` in seconds of the server's processes for one request."""

    requests_a_second: float
    p99: float
    cpu: float


def load(
    server: subprocess.Popen, port: int, path: str, *, seconds=SECONDS, **headers: str
) -> Load:
    """Ask for `path` on 16 connections for so many seconds. Any answer but 2xx or 3xx, and any
    broken connection, is an error."""
    command = [
        "wrk",
        "--threads",
        "2",
        "--connections",
        str(CONNECTIONS),
        "--latency",
        "--timeout",
        "10s",
    ]
    command += ["--duration", f"{seconds}s"]
    for name, value in (FROM_THE_PROXY | headers).items():
        command += ["--header", f"{name.replace('_', '-')}: {value}"]
    before = cpu_seconds(server.pid)
    done = subprocess.run(
        [*command, f"http://{HOST}:{port}{path}"], capture_output=True, text=True, check=True
    )
    used = cpu_seconds(server.pid) - before
    words = done.stdout
    if faults := re.findall(r"Non-2xx.*|Socket errors.*", words):
        raise RuntimeError(f"{path}: {faults}")
    number = int(re.search(r"(\d+) requests in", words)[1])
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", words).groups()
    return Load(
        requests_a_second=float(re.search(r"Requests/sec:\s+([\d.]+)", words)[1]),
        p99=float(p99) * UNITS[unit],
        cpu=used / number,
    )


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of all that descend from it and still run."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    # The name, in brackets, may hold spaces; the numbers come after it.
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / TICKS
    return own + sum(cpu_seconds(int(child)) for child in children)
