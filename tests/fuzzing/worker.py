"""Reads damaged files one after the other, as the portal's process for foreign files would each.

    python -I tests/fuzzing/worker.py SEED FIRST LAST [FILE …] < /dev/null

It writes a line before it reads a file and one with what came of it, so that whoever started it
knows over which file it ended.
"""

import io
import json
import signal
import sys
import traceback
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from consultation.intake import file_kinds, files
from sdp_portal.foreign_files import LIMITS, UnreadableError
from sdp_portal.read_foreign_file import limit_this_process
from tests.fuzzing.mutations import mutated

SECONDS_A_FILE = 20
ALL_SECONDS = 24 * 60 * 60


def main(seed, first, last, *others):
    warnings.simplefilter("error")
    limit_this_process(**LIMITS | {"seconds": ALL_SECONDS, "processor_seconds": ALL_SECONDS})
    others = [Path(path).read_bytes() for path in others]
    for number in range(int(first), int(last)):
        tell(number, "reads")
        signal.setitimer(
            signal.ITIMER_PROF, SECONDS_A_FILE
        )  # of the processor; then SIGPROF ends it
        content = mutated(number, seed=int(seed), others=others)
        tell(number, outcome(content))


def outcome(content: bytes) -> str:
    try:
        list(file_kinds.read(io.BytesIO(content)))
        how, *rows = files.read(io.BytesIO(content), encoding="cp1252", sheet="Letters")
        json.dumps([how, rows], ensure_ascii=False).encode()
    except UnreadableError as refusal:
        return f"refused: {str(refusal)[:50]}"
    except BaseException as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"failed: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    return "read" if rows else "to be chosen"


def tell(number, what):
    sys.stdout.write(f"{number} {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
