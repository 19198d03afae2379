"""What Lighthouse says of the portal on a phone, and what the first visit weighs.

The portal runs as in production, with finished pages, behind nginx with TLS and HTTP/2. Lighthouse
has its own package folder here; it is installed when it is first used.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks import portals, proxy, results

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules" / ".bin" / "lighthouse"
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
CONSULTATION = "/consultations/draft-strategy-2024-29/"
PAGES = {
    "Home": "/",
    "A theme": "/themes/sexual-violence-and-violent-crime/",
    "The whole strategy": "/document/",
    "The open consultation": CONSULTATION,
}
PAGES_ONCE_PUBLISHED = {"The published responses": f"{CONSULTATION}responses/"}
NEXT_PAGES = [*PAGES.values(), "/areas-of-focus/anti-social-behaviour/"][1:]
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 3
ATTEMPTS = 3


def main():
    install()
    with portals.database() as database, portals.production(database) as environment:
        portals.load(environment)
        environment["PAGE_STORE_MEGABYTES"] = "32"
        with (
            portals.serving(environment) as (_, port),
            proxy.in_front_of(port) as front,
        ):
            weights = weigh(front)
            reports = {name: look(front, address) for name, address in PAGES.items()}
            publish_examples(environment)
            reports |= {name: look(front, page) for name, page in PAGES_ONCE_PUBLISHED.items()}
    results.record("Lighthouse", lines=lines(weights, reports), versions=versions())


def install():
    """One of Lighthouse's packages asks for the latest third-party-web, whichever that is, so
    package.json names the one that Lighthouse itself asks for; without, npm refuses the lock."""
    if not CHROMIUM:
        sys.exit("Lighthouse needs Chromium: sudo apt install chromium")
    if not PROGRAM.exists():
        subprocess.run(["npm", "ci", "--silent"], cwd=HERE, check=True)


def publish_examples(environment: dict[str, str]):
    from benchmarks import published  # it comes with the page

    portals.manage(environment | {"DEBUG": "1"}, "sample_responses", "60")
    published.publish(environment)


def weigh(front: proxy.Proxy) -> dict[str, int]:
    """Bytes over the wire, headers included, of a first visit to the home page and of each page
    opened from there by somebody else."""
    flags = [*front.chromium_flags, *_as_root()]
    found = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        for address in NEXT_PAGES:
            page = browser.new_context().new_page()
            before = len(front.weights())
            page.goto(f"{front.origin}/", wait_until="networkidle")
            after_home = len(front.weights())
            page.goto(f"{front.origin}{address}", wait_until="networkidle")
            page.context.close()
            weights = [sent for _, sent in front.weights()]
            found["/"] = max(found.get("/", 0), sum(weights[before:after_home]))
            found[address] = sum(weights[after_home:])
        browser.close()
    return found


def look(front: proxy.Proxy, address: str) -> list[dict]:
    return [_report(front, address) for _ in range(RUNS)]


def _report(front: proxy.Proxy, address: str) -> dict:
    output = front.folder / "report.json"
    flags = ["--headless=new", "--disable-dev-shm-usage", "--disable-gpu", *_as_root()]
    flags += [_quoted(flag) for flag in front.chromium_flags]
    command = [PROGRAM, f"{front.origin}{address}", "--quiet", "--output=json"]
    command += [f"--output-path={output}", f"--only-categories={','.join(CATEGORIES)}"]
    command += [f"--chrome-flags={' '.join(flags)}"]
    _run_until_it_ends_well(command)
    report = json.loads(output.read_text())
    for fault in _faults(report):
        print(f"   {address}: {fault}", flush=True)
    return report


def _run_until_it_ends_well(command: list):
    """On a busy machine Lighthouse now and then loses its own recording of the page (NO_NAVSTART),
    and says so by its exit status."""
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    for _ in range(ATTEMPTS):
        if subprocess.run(command, env=environment, check=False).returncode == 0:
            return
    raise RuntimeError("Lighthouse gave no report; the reason stands above.")


def _quoted(flag: str) -> str:
    name, _, value = flag.partition("=")
    return f'{name}="{value}"'


def _as_root() -> list[str]:
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _faults(report: dict) -> list[str]:
    """What keeps a page from a hundred."""
    return [
        f"{category['title']}: {audit['title']} {audit.get('displayValue', '')}".strip()
        for category in report["categories"].values()
        if category["score"] < 1
        for part in category["auditRefs"]
        if part["weight"]
        and (audit := report["audits"][part["id"]])["score"] is not None
        and audit["score"] < 1
    ]


def lines(weights: dict[str, int], reports: dict[str, list[dict]]) -> list[str]:
    heaviest = max(sent for address, sent in weights.items() if address != "/")
    lowest = min(min(scores(runs)) for runs in reports.values())
    shifts = [middle(runs, "cumulative-layout-shift") for runs in reports.values()]
    return [
        f"Mobile preset, the median of {RUNS} runs of each page, and of performance, which other",
        "work on the machine disturbs, the worst run as well.",
        *results.table(
            ["page", *CATEGORIES, "worst performance", "first paint (ms)", "largest paint (ms)"],
            [[name, *_row(runs)] for name, runs in reports.items()],
        ),
        results.verdict("lowest score", lowest, least=100),
        results.verdict("layout shift", max(shifts), most=0.01),
        results.verdict("first visit to the home page, kilobytes", weights["/"] / 1000, most=60),
        results.verdict("next page, kilobytes", heaviest / 1000, most=12),
    ]


def scores(runs: list[dict]) -> list[int]:
    return [round(statistics.median(score(run, each) for run in runs)) for each in CATEGORIES]


def middle(runs: list[dict], audit: str) -> float:
    return statistics.median(run["audits"][audit]["numericValue"] for run in runs)


def score(report: dict, category: str) -> int:
    return round(100 * report["categories"][category]["score"])


def _row(runs: list[dict]) -> list[str]:
    worst = min(score(run, "performance") for run in runs)
    times = ["first-contentful-paint", "largest-contentful-paint"]
    return [*scores(runs), worst, *(f"{middle(runs, time):.0f}" for time in times)]


def versions() -> list[str]:
    return [
        f"Lighthouse {results.first_line(str(PROGRAM), '--version')}",
        results.first_line(CHROMIUM, "--version"),
        results.first_line(proxy.NGINX, "-v").removeprefix("nginx version: ").replace("/", " "),
        *results.python_and("granian"),
    ]
