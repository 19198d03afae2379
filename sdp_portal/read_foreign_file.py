"""The process that reads one foreign file. `foreign_files.py` starts it.

    python -I read_foreign_file.py package.module.function '{"option": …}' '{"memory": …}' < file

It writes a line of JSON for each item that the function yields, and a last one that says how it
ended.
"""

import importlib
import json
import resource
import signal
import sys
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sdp_portal.foreign_files import UnreadableError


def main(reader: str, options: str, limits: str):
    module, _, function = reader.rpartition(".")
    read = getattr(importlib.import_module(module), function)
    limit_this_process(**json.loads(limits))
    try:
        for item in read(sys.stdin.buffer, **json.loads(options)):
            answer(item)
        answer({"end": "read"})
    except UnreadableError as refusal:
        answer({"end": "refused", "why": str(refusal)})
    except Exception as error:  # say where it failed, but quote no words of the file
        place = traceback.extract_tb(error.__traceback__)[-1]
        answer(
            {"end": type(error).__name__, "where": f"{Path(place.filename).name}:{place.lineno}"}
        )
    sys.stdout.buffer.flush()


def answer(item):
    sys.stdout.buffer.write(json.dumps(item, ensure_ascii=False).encode() + b"\n")


def limit_this_process(*, seconds: int, processor_seconds: int, memory: int, answer: int):
    limits = {
        resource.RLIMIT_CPU: processor_seconds,
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: answer,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_NPROC: 0,  # it starts no other process
        resource.RLIMIT_CORE: 0,  # a core file would hold the words of the file
    }
    for limit, most in limits.items():
        _, hard = resource.getrlimit(limit)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)  # noqa: PLW2901 the machine's own limit is lower
        resource.setrlimit(limit, (most, most))
    signal.alarm(seconds)  # ends this process even if the portal has ended meanwhile


if __name__ == "__main__":
    main(*sys.argv[1:])
