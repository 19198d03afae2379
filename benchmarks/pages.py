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
    "The whole document": "/document/",
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
            compared = {name: _in_turns(files, layer, path) for name, path in PAGES.items()}
            unchanged = _in_turns(files, layer, "/", conditional=True)
            home = load(*rendering, "/", **GZIP)
            trivial = load(*rendering, "/healthz", **GZIP)
    lines = [*_lines_against_nginx(compared | {"Home, unchanged (304)": unchanged})]
    lines += _verdicts(compared["Home"], unchanged, home, trivial)
    versions = [*python_and("django", "granian"), first_line("nginx", "-v"), "wrk"]
    record("Public pages", lines=lines, versions=versions)


def _pages_of(server):
    _, port = server
    pages = {}
    for path in PAGES.values():
        _, headers, body = portals.fetch(port, path)
        _, _, packed = portals.fetch(port, path, **GZIP)
        pages[path] = dict(headers), body, packed
    return pages


def _in_turns(files, layer, path, *, conditional=False) -> list[tuple[Load, Load]]:
    """(nginx, layer) for each round, so that a machine that slows down slows both."""
    tags = [_tag(server, path) if conditional else {} for server in (files, layer)]
    for server, tag in zip((files, layer), tags, strict=True):
        load(*server, path, seconds=1, **GZIP, **tag)  # warm
    return [
        tuple(
            load(*server, path, **GZIP, **tag)
            for server, tag in zip((files, layer), tags, strict=True)
        )
        for _ in range(ROUNDS)
    ]


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
        f"{_median(static, 'requests_a_second'):,.0f}",
        f"{_median(ours, 'requests_a_second'):,.0f}",
        f"{_of_nginx(rounds):.2f}",
        *(f"{_median(side, 'p99') * 1e3:.2f} ms" for side in (static, ours)),
        *(f"{_median(side, 'cpu') * 1e6:.0f} µs" for side in (static, ours)),
    ]


def _median(loads, what):
    return statistics.median(getattr(each, what) for each in loads)


def _of_nginx(rounds):
    return statistics.median(
        ours.requests_a_second / static.requests_a_second for static, ours in rounds
    )


def _verdicts(home, unchanged, rendered, trivial):
    slowest = statistics.median(ours.p99 / static.p99 for static, ours in home)
    whole = _median([ours for _, ours in home], "requests_a_second")
    short = _median([ours for _, ours in unchanged], "requests_a_second")
    return [
        verdict("requests of the home page, of nginx’s", _of_nginx(home), least=0.45),
        verdict("its p99, times nginx’s", slowest, most=10),
        verdict("answers 304, of whole answers", short / whole, least=1),
        verdict(
            "CPU of making the home page, of a trivial view", rendered.cpu / trivial.cpu, most=25
        ),
        "",
        f"Making the home page takes {rendered.cpu * 1e3:.1f} ms of CPU and a trivial view "
        f"(`/healthz`, through the same middleware) {trivial.cpu * 1e6:.0f} µs; the layer answers "
        f"{whole / rendered.requests_a_second:.0f} times as often as the page can be made.",
    ]
