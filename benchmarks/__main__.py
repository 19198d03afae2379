"""`make bench`: every benchmark one after the other, or the one that is named."""

import sys
import time
from importlib import import_module

BENCHMARKS = ["pages", "lighthouse"]


def main(names):
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        import_module(f"benchmarks.{name}").main()
        print(f"   {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
