"""What processes have cost: the CPU seconds of a process and of all that it started."""

import os
from collections import defaultdict
from pathlib import Path

import psycopg

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Of a process, its descendants, and those of them that have ended, since they began."""
    return sum(ticks for _, ticks in family(pid)) / TICKS


def family(pid: int) -> list[tuple[int, int]]:
    """The process and its descendants, each with its ticks of CPU."""
    ticks, children = {}, defaultdict(list)
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        process = int(stat.parent.name)
        children[int(fields[1])].append(process)
        ticks[process] = sum(map(int, fields[11:15]))  # its own, and of what it has waited for
    found = [pid]
    for each in found:
        found += children[each]
    return [(each, ticks.get(each, 0)) for each in found]


def server_of(database_url: str) -> int | None:
    """The process that is the PostgreSQL server; None when it is on another machine."""
    with psycopg.connect(database_url) as connection:
        stat = Path(f"/proc/{connection.info.backend_pid}/stat")
        words = stat.read_text() if stat.exists() else ""
    return int(words.rpartition(")")[2].split()[1]) if "(postgres)" in words else None
