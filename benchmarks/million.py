"""Officers' lists, searches, counts and exports with a million comments, against a thousand.

Each size has a database of its own (`crowd.py`), and each measurement a process of its own:
`visits.py` asks for the pages, `exports.py` for everything.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import psycopg

from benchmarks import crowd, portals, published, results

FEW, MANY = 1_000, 1_000_000
MOST_MILLISECONDS, MOST_MEGABYTES = 150, 150
LEAST_ROWS_A_SECOND = {"csv": 100_000, "xlsx": 8_000}
NAMES = {"csv": "CSV", "json": "JSON", "xlsx": "Excel", "copy": "COPY alone, nothing of ours"}
PUBLISHED = {"published": "CSV of what is published"}


def main():
    many = int(os.environ.get("COMMENTS") or MANY)
    few = _measured(FEW, exports=())
    crowded = _measured(many, exports=NAMES)
    lines = [
        f"{many:,} comments in {many * 2 // 5:,} responses, loaded with COPY in "
        f"{crowded.loading:.0f} s (with the tables’ own triggers off, and counted anew at the "
        f"end), against {FEW:,}. Server time of Django’s test client with production’s settings: "
        "median and slowest of seven visits.",
        *_pages(few.visits, crowded.visits),
        f"Publishing them took {crowded.publishing:.0f} s.",
        *_exports(crowded.exports),
    ]
    versions = [
        *results.python_and("django", "psycopg", "xlsxwriter"),
        f"PostgreSQL {crowded.version}",
    ]
    results.record("A million comments", lines=lines, versions=versions)


def _measured(comments, *, exports):
    with portals.database() as address, portals.production(address) as environment:
        portals.load(environment)
        began = time.monotonic()
        crowd.fill(address, comments=comments)
        loading = time.monotonic() - began
        print(f"   {comments:,} comments loaded in {loading:.0f} s", flush=True)
        with psycopg.connect(address) as connection:
            version = connection.info.parameter_status("server_version")
        visits = _run(environment, "benchmarks.visits", "officers")
        done = {kind: _run(environment, "benchmarks.exports", kind) for kind in exports}
        publishing = published.publish(environment)
        visits += _run(environment, "benchmarks.visits", "readers")
        if exports:
            done |= {kind: _run(environment, "benchmarks.exports", kind) for kind in PUBLISHED}
        return Measured(visits, done, loading, publishing, version)


@dataclass(frozen=True)
class Measured:
    """`loading` and `publishing` in seconds."""

    visits: list[dict]
    exports: dict[str, dict]
    loading: float
    publishing: float
    version: str


def _run(environment, module, *arguments):
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(
        command, cwd=portals.CHECKOUT, env=environment, stdout=subprocess.PIPE, check=True
    )
    return json.loads(done.stdout)


def _pages(few, many):
    pairs = list(zip(few, many, strict=True))
    wrong = [page["what"] for pair in pairs for page in pair if page["status"] != 200]
    assert not wrong, f"These did not open: {wrong}"
    rows = [
        (
            b["what"],
            f"{a['median']:.0f}",
            f"{b['median']:.0f}",
            f"{b['slowest']:.0f}",
            a["queries"],
            b["queries"],
        )
        for a, b in pairs
    ]
    slow = [page["what"] for page in many if page["median"] > MOST_MILLISECONDS]
    comparable = [(a, b) for a, b in pairs if a["is_empty"] == b["is_empty"]]
    more = [b["what"] for a, b in comparable if b["queries"] > a["queries"]]
    header = ("Page", "ms, few", "ms, many", "slowest", "queries, few", "queries, many")
    return [
        *results.table(header, rows),
        results.verdict(
            f"pages over {MOST_MILLISECONDS} ms{_named(slow)}, of {len(many)}", len(slow), most=0
        ),
        results.verdict(f"pages with more queries than with few{_named(more)}", len(more), most=0),
        "",
        "An empty list asks less of the database, so that queries are compared where both or "
        f"neither had rows ({len(comparable)} of {len(pairs)} pages). A word that very many "
        "comments have, and none of the nearest 6,000, has to be looked for by its index among "
        "all, with one query more (docs/decisions/0015-long-lists.md).",
    ]


def _named(pages):
    return f" ({'; '.join(pages)})" if pages else ""


def _exports(exports):
    bare = exports["copy"]["rows"] / exports["copy"]["seconds"]
    rows, verdicts = [], []
    for kind, export in exports.items():
        name = (NAMES | PUBLISHED)[kind]
        speed = export["rows"] / export["seconds"]
        rows.append(
            (
                name,
                f"{export['rows']:,}",
                f"{speed:,.0f}",
                f"{speed / bare:.2f}",
                f"{export['first_block']:.1f}",
                f"{export['megabytes']:.0f}",
                f"{export['memory']:.0f} ({export['memory'] - export['memory_before']:.0f})",
            )
        )
        if least := LEAST_ROWS_A_SECOND.get(kind):
            verdicts.append(results.verdict(f"{name}, rows a second", speed, least=least))
        verdicts.append(
            results.verdict(
                f"{name}, memory of the process in MB",
                export["memory"],
                most=MOST_MEGABYTES,
            )
        )
    header = ("Export", "rows", "rows/s", "of COPY", "s to first", "MB", "memory MB (grown)")
    return [*results.table(header, rows), *verdicts]
