"""`RESULTS.md`: a section for each benchmark, written anew by the program that measured it."""

import datetime as dt
import os
import platform
import re
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from sdp_portal.clock import LONDON

RESULTS = Path(__file__).parent / "RESULTS.md"
# In this order, whichever is measured first.
SECTIONS = [
    "Public pages",
    "Public pages behind nginx",
    "Sending",
    "Faults",
    "A million comments",
    "Campaigns",
    "From a clone",
    "Lighthouse",
]
HEADER = """# Results

Written by the programs in this folder (`make bench`), not by hand. Ratios are worth more than
absolute figures: both sides of each were measured in one run on one machine.
"""
SPLIT = re.compile(r"^## ", re.MULTILINE)


def record(title: str, *, lines: Sequence[str], versions: Sequence[str]):
    """Put the section `title` in the place of what was measured before.

    `lines` are Markdown (see `table` and `verdict`); `versions` names what took part, as
    "nginx 1.22.1".
    """
    sections = _sections() | {title: _section(lines, versions)}
    assert set(sections) <= set(SECTIONS), f"{title} is not among the sections"
    ordered = [f"## {name}\n\n{sections[name]}" for name in SECTIONS if name in sections]
    RESULTS.write_text("\n".join([HEADER, *ordered]))


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The first column is words, the others figures."""
    ruler = ["---"] + ["---:"] * (len(header) - 1)
    return ["", *(f"| {' | '.join(map(str, row))} |" for row in [header, ruler, *rows]), ""]


def verdict(what: str, measured: float, *, least: float | None = None, most: float | None = None):
    """A line that holds what was measured against its target, and says which it is."""
    bound, met = (
        (f"at least {least:g}", measured >= least)
        if least is not None
        else (f"at most {most:g}", measured <= most)
    )
    return f"- {'Met' if met else '**Not met**'}: {what}: {measured:.3g} ({bound})."


def python_and(*packages: str) -> list[str]:
    """Versions of Python and of installed packages."""
    return [f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in packages)]


def _sections() -> dict[str, str]:
    if not RESULTS.exists():
        return {}
    _, *parts = SPLIT.split(RESULTS.read_text())
    return {title: text.strip() + "\n" for title, _, text in (p.partition("\n") for p in parts)}


def _section(lines, versions):
    moment = dt.datetime.now(LONDON)  # noqa: TID251 when it was measured, by the machine's clock
    measured = f"{moment:%-d %B %Y, %H:%M}. {_machine()}. {', '.join(versions)}."
    return "\n".join([measured, "", *lines]).strip() + "\n"


def _machine():
    words = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*: (.*)", words)
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    name = model[1] if model else platform.machine()
    return f"{cores} cores of {name}, {gibibytes:.0f} GiB, {platform.system()}"


def first_line(*command: str) -> str:
    """What a program says of its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0]
