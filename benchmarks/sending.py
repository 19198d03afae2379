"""Responses sent and acknowledged per second, with everything that a browser sends, against
psycopg and pgbench committing the same rows from as many workers."""

from dataclasses import dataclass

from benchmarks import committing, killing, portals, results, senders
from benchmarks.effort import cpu_seconds, server_of
from benchmarks.responses import begin, stored

WORKERS = 8
RESPONSES = 2_000
WARM_UP = 200
PAGE_LAYER = {"PAGE_STORE_MEGABYTES": "32"}
LEAST_OF_PSYCOPG = 0.12


@dataclass(frozen=True)
class Measured:
    a_second: float
    median: float  # milliseconds
    slowest: float  # of a hundred, the slowest but one
    application: float  # milliseconds of CPU for each response
    database: float | None  # the same; None when the server is elsewhere


def main():
    with portals.database() as url, portals.production(url) as environment:
        portals.load(environment)
        with portals.serving(environment | PAGE_LAYER) as (server, port):
            measure(url, server, port, number=WARM_UP, with_receipt=True)
            sent = measure(url, server, port, number=RESPONSES, with_receipt=False)
            read = measure(url, server, port, number=RESPONSES, with_receipt=True)
        psycopg = committing.with_psycopg(url, workers=WORKERS)
        pgbench = committing.with_pgbench(url, workers=WORKERS)
    results.record(
        "Sending",
        lines=[
            f"{RESPONSES:,} responses, each with a comment, begun in the database and their "
            "check pages opened beforehand. Then, timed, the button is pressed: a POST with CSRF "
            f"cookie and token, stamp and fingerprint, by {WORKERS} processes on a connection and "
            "from an address of its own for each. Each counts once the portal has answered with "
            "the way to its receipt; all that counted, and no other, were found in the database.",
            *results.table(
                ["", "a second", "median", "99th of 100", "application CPU", "PostgreSQL CPU"],
                [
                    _row("sent and acknowledged", sent),
                    _row("the same, and its receipt read", read),
                    _bare("psycopg, the same rows, a commit each", psycopg),
                    _bare("pgbench, the same rows, a commit each", pgbench),
                ],
            ),
            results.verdict(
                "responses sent, of psycopg's commits",
                sent.a_second / psycopg.a_second,
                least=LEAST_OF_PSYCOPG,
            ),
            f"- Of pgbench's commits: {sent.a_second / pgbench.a_second:.3g}.",
            killing.check(),
        ],
        versions=[
            *results.python_and("django", "psycopg", "granian"),
            results.first_line(committing.pgbench(), "--version"),
        ],
    )


def measure(url, server, port, *, number, with_receipt) -> Measured:
    tokens = begin(url, number=number)
    postgres = server_of(url)
    spent = []

    def note():
        spent.append([cpu_seconds(pid) if pid else None for pid in (server.pid, postgres)])

    done = senders.together(
        senders.send,
        [(port, tokens[n::WORKERS], n, with_receipt) for n in range(WORKERS)],
        when_it_begins=note,
    )
    note()
    acknowledged = [token for each in done for token in each.acknowledged]
    assert sorted(acknowledged) == sorted(stored(url, tokens)), "acknowledged is not what is stored"
    assert len(acknowledged) == number, f"only {len(acknowledged)} were acknowledged"
    seconds = sorted(second for each in done for second in each.seconds)
    application, database = [
        None if before is None else (after - before) / number * 1000
        for before, after in zip(*spent, strict=True)
    ]
    return Measured(
        a_second=senders.rate(done),
        median=seconds[number // 2] * 1000,
        slowest=seconds[number * 99 // 100] * 1000,
        application=application,
        database=database,
    )


def _row(name, measured):
    database = "elsewhere" if measured.database is None else f"{measured.database:.1f} ms"
    return [
        name,
        f"{measured.a_second:,.0f}",
        f"{measured.median:.1f} ms",
        f"{measured.slowest:.1f} ms",
        f"{measured.application:.1f} ms",
        database,
    ]


def _bare(name, measured):
    return [name, f"{measured.a_second:,.0f}", f"{measured.median:.2f} ms", "", "", ""]
