"""Damaged files, read by the thousand.

    python -m tests.fuzzing.fuzz 50000 [--seed 1] [--from FILE …]

Each is read by a process that reads many of them; when one ends it, the next process goes on
behind it. Those that ended it or met an error that nobody foresaw are then read as the portal reads
a file, which must give a sentence.
"""

import argparse
import io
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from sdp_portal.foreign_files import UnreadableError, read_apart
from tests.fuzzing.mutations import mutated

WORKER = Path(__file__).with_name("worker.py")


def outcomes(number: int, *, seed: int, others=()) -> dict[int, str]:
    """What came of each file: "read", "refused: …", "failed: …" or "ended: <status>"."""
    found = {}
    while len(found) < number:
        process = subprocess.run(
            [sys.executable, "-I", WORKER, *map(str, [seed, len(found), number, *others])],
            capture_output=True,
            text=True,
            check=False,
        )
        if process.returncode > 0:
            raise RuntimeError(process.stderr)
        for line in process.stdout.splitlines():
            place, what = line.split(" ", 1)
            if what != "reads":
                found[int(place)] = what
        if len(found) < number:
            found[len(found)] = f"ended: {process.returncode}"
    return found


def sentence_of(number: int, *, seed: int, others=()) -> str:
    """What the portal says of a file, or "" when it reads it."""
    contents = [Path(path).read_bytes() for path in others]
    file = io.BytesIO(mutated(number, seed=seed, others=contents))
    try:
        read_apart("consultation.intake.file_kinds.read", file)
        read_apart("consultation.intake.files.read", file, encoding="cp1252", sheet="Letters")
    except UnreadableError as refusal:
        return str(refusal)
    return ""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="others", nargs="*", default=[], metavar="FILE")
    given = parser.parse_args()
    began = time.monotonic()
    found = outcomes(given.number, seed=given.seed, others=given.others)
    say(f"{given.number:,} files in {time.monotonic() - began:.0f} s")
    for what, total in Counter(re.sub(r"“.*", "", what) for what in found.values()).most_common():
        say(f"{total:7,}  {what}")
    for number, what in found.items():
        if what.startswith(("ended", "failed")):
            sentence = sentence_of(number, seed=given.seed, others=given.others)
            say(f"file {number}: {what} → {sentence or 'read'}")


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
