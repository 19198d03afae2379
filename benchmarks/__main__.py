"""`make bench`: every benchmark one after the other, or the one that is named."""

import shutil
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

BENCHMARKS = [
    "pages",
    "microcache",
    "sending",
    "faults",
    "million",
    "campaigns",
    "coding",
    "clone",
    "lighthouse",
]
# What some need besides Python: packages of Debian, installed where that is allowed, and Node.
DEBIAN_PACKAGES = {
    "pages": ["nginx", "wrk"],
    "microcache": ["nginx", "wrk"],
    "lighthouse": ["chromium", "nginx"],
}
NODE = {"lighthouse"}
INSTALL = Path(__file__).parent.parent / "tools" / "debian_packages.sh"


def main(names):
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}.")
    left_out = []
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        if reason := why_not(name):
            left_out.append(f"{name}: {reason}")
            continue
        began = time.monotonic()
        import_module(f"benchmarks.{name}").main()
        print(f"   {time.monotonic() - began:.0f} s", flush=True)
    if left_out:
        print("\nLeft out, and RESULTS.md says nothing new of it:", *left_out, sep="\n  ")
        sys.exit(1)


def why_not(name) -> str:
    """What is missing on this machine and could not be installed; empty when nothing is."""
    if name in NODE and not shutil.which("npm"):
        return "it needs Node; install Node 20 or later with npm"
    packages = DEBIAN_PACKAGES.get(name, [])
    done = subprocess.run([INSTALL, *packages], stderr=subprocess.PIPE, text=True, check=False)
    return done.stderr.strip() if done.returncode else ""


if __name__ == "__main__":
    main(sys.argv[1:])
