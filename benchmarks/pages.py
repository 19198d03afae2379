"""Public pages: from the layer of finished pages, against nginx with the same bytes as a file and
against making each page anew."""

import statistics

from benchmarks import portals
from benchmarks.load import Load, load
from benchmarks.results import first_line, python_and, record, table, verdict
from benchmarks.static_files import nginx

PAGES = {
    "Home": "/",
    "A theme": "/themes/hate-crime-and-cohesion/",
    "The whole strategy": "/document/",
    "The open consultation": "/consultations/draft-strategy-2024-29/",
}
ROUNDS = 5
GZIP = {"Accept_Encoding": "gzip"}
NO_LAYER = {"PAGE_STORE_MEGABYTES": "0"}


def main():
    with portals.database() as url, portals.production(url) as environment:
        portals.load(environment)
        with (
            portals.serving(environment) as layer,
            portals.serving(environment | NO_LAYER) as rendering,
            nginx(_pages_of(layer)) as files,
        ):
            compared = {name: in_turns(_asking(files, layer, path)) for name, path in PAGES.items()}
            tags = [_tag(server, "/") for server in (files, layer)]
            unchanged = in_turns(_asking(files, layer, "/", *tags))
            short_and_whole = in_turns([(layer, "/", tags[1]), (layer, "/", {})])
            made_and_trivial = in_turns([(rendering, "/", {}), (rendering, "/healthz", {})])
    lines = [*_lines_against_nginx(compared | {"Home, unchanged (304)": unchanged})]
    lines += _verdicts(compared["Home"], short_and_whole, made_and_trivial)
    versions = [*python_and("django", "granian"), first_line("nginx", "-v"), "wrk"]
    record("Public pages", lines=lines, versions=versions)


def _asking(files, layer, path, files_tag=None, layer_tag=None):
    return [(files, path, files_tag or {}), (layer, path, layer_tag or {})]


def in_turns(asked) -> list[tuple[Load, ...]]:
    """The loads of each round, so that a machine that slows down slows both."""
    for server, path, headers in asked:
        load(*server, path, seconds=1, **GZIP, **headers)  # warm
    return [
        tuple(load(*server, path, **GZIP, **headers) for server, path, headers in asked)
        for _ in range(ROUNDS)
    ]


def _pages_of(server):
    _, port = server
    pages = {}
    for path in PAGES.values():
        _, headers, body = portals.fetch(port, path)
        _, _, packed = portals.fetch(port, path, **GZIP)
        pages[path] = dict(headers), body, packed
    return pages


def _tag(server, path):
    _, headers, _ = portals.fetch(server[1], path, **GZIP)
    return {"If_None_Match": headers["etag"]}


def _lines_against_nginx(compared):
    yield f"Median of {ROUNDS} rounds in turns, 16 connections, gzip."
    header = [
        "",
        "nginx/s",
        "layer/s",
        "of nginx",
        "p99 nginx",
        "p99 layer",
        "CPU nginx",
        "CPU layer",
    ]
    yield from table(header, [[name, *_row(rounds)] for name, rounds in compared.items()])


def _row(rounds):
    static, ours = zip(*rounds, strict=True)
    return [
        f"{median(static, 'requests_a_second'):,.0f}",
        f"{median(ours, 'requests_a_second'):,.0f}",
        f"{ratio(rounds, 'requests_a_second'):.2f}",
        *(f"{median(side, 'p99') * 1e3:.2f} ms" for side in (static, ours)),
        *(f"{median(side, 'cpu') * 1e6:.0f} µs" for side in (static, ours)),
    ]


def median(loads, what):
    return statistics.median(getattr(each, what) for each in loads)


def ratio(rounds, what):
    """Of the second to the first in each round; the median."""
    return statistics.median(getattr(b, what) / getattr(a, what) for a, b in rounds)


def _verdicts(home, short_and_whole, made_and_trivial):
    made, trivial = zip(*made_and_trivial, strict=True)
    rate, cpu = "requests_a_second", "cpu"
    return [
        verdict("requests of the home page, of nginx’s", ratio(home, rate), least=0.45),
        verdict("its p99, times nginx’s", ratio(home, "p99"), most=10),
        verdict("answers 304, of whole pages", 1 / ratio(short_and_whole, rate), least=1),
        verdict(
            "CPU of making the home page, of a trivial view",
            1 / ratio(made_and_trivial, cpu),
            most=25,
        ),
        "",
        f"Making the home page takes {median(made, cpu) * 1e3:.1f} ms of CPU and a trivial view "
        f"(`/healthz`, through the same middleware) {median(trivial, cpu) * 1e6:.0f} µs; the "
        f"layer answers {median([b for _, b in home], rate) / median(made, rate):.0f} times as "
        "often as the page can be made.",
    ]
