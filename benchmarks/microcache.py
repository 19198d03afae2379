"""The shipped nginx, which shows public pages for a second, against the same nginx serving the same
bytes as files. Without TLS, which costs both the same and would make them look alike."""

import tempfile
from pathlib import Path

from benchmarks import portals, proxy
from benchmarks.pages import GZIP, PAGES, ROUNDS, in_turns, median, ratio
from benchmarks.results import first_line, python_and, record, table, verdict
from benchmarks.static_files import MADE_BY_NGINX

FILES = """
server {{
    listen {host}:{port};
    access_log off;
    root {folder};
    index index.html;
    default_type text/html;
    gzip_static on;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=1000 inactive=60s;
    {headers}
}}
"""
AIM = 0.7


def main():
    with portals.database() as url, portals.production(url) as environment:
        portals.load(environment)
        with portals.serving(environment) as (_, port), tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            files = portals.free_port()
            more = FILES.format(
                host=portals.HOST, port=files, folder=folder, headers=_write(folder, port)
            )
            with proxy.in_front_of(port, is_unlimited=True, more=more) as front:
                compared = {
                    name: in_turns(
                        [((front.server, each), path, {}) for each in (files, front.port)]
                    )
                    for name, path in PAGES.items()
                }
    lines = [f"Median of {ROUNDS} rounds in turns, 16 connections, gzip, one worker of one nginx."]
    lines += table(
        ["", "files/s", "cache/s", "of files"], [_row(*each) for each in compared.items()]
    )
    lowest = min(ratio(rounds, "requests_a_second") for rounds in compared.values())
    lines.append(verdict("the lowest of these, of files", lowest, least=AIM))
    versions = [*python_and("django", "granian"), first_line("nginx", "-v"), "wrk"]
    record("Public pages behind nginx", lines=lines, versions=versions)


def _write(folder, port) -> str:
    """Writes the pages as files; returns directives for their headers."""
    for path in PAGES.values():
        place = Path(folder, path.strip("/"), "index.html")
        place.parent.mkdir(parents=True, exist_ok=True)
        _, headers, body = portals.fetch(port, path)
        place.write_bytes(body)
        place.with_name("index.html.gz").write_bytes(portals.fetch(port, path, **GZIP)[2])
    left_out = MADE_BY_NGINX | {"connection", "transfer-encoding", "x-accel-expires"}
    return "\n".join(
        f'add_header {name} "{value}";'
        for name, value in headers.items()
        if name.lower() not in left_out
    )


def _row(name, rounds):
    files, cache = zip(*rounds, strict=True)
    return [
        name,
        f"{median(files, 'requests_a_second'):,.0f}",
        f"{median(cache, 'requests_a_second'):,.0f}",
        f"{ratio(rounds, 'requests_a_second'):.2f}",
    ]
