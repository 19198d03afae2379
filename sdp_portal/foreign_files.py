"""Reading files that were made elsewhere, each in a process of its own.

A file can be made so that the program that reads it crashes, never ends or fills the memory. So a
fresh Python reads it (`read_foreign_file.py`), with limits on time, memory and what it may write,
and with none of the portal's secrets and connections. Whatever happens there becomes a sentence.
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import BinaryIO

CHILD = Path(__file__).with_name("read_foreign_file.py")
LIMITS = {
    "seconds": 60,
    "processor_seconds": 20,
    "memory": 1024**3,  # bytes, as is the answer
    "answer": 64 * 1024**2,
}

FAILED = (
    "We could not read this file. It may be damaged, or hold more than we can read at once. Open "
    "it in the program it was made with, save it as a new file and try again."
)
TOO_MUCH = (
    "This file takes too much time or memory to read. If it is large, split it into smaller files."
)
BUSY = "We are reading another file at the moment. Wait a minute, then try again."

STOPPED = (None, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGALRM)

# One file at a time in each of the portal's processes, so that another thread is free for pages.
PATIENCE = 1  # second: whoever waits holds one of few threads
_turn = threading.BoundedSemaphore(1)
_logger = logging.getLogger(__name__)


class UnreadableError(Exception):
    """A sentence that says why, for whoever chose the file."""


def read_apart(reader: str, file: BinaryIO, **options) -> list:
    """What the generator function `reader` ("package.module.function") yields of `file`.

    It is called with the file and `options`, in another process that has no Django. What it yields
    must be JSON. Raises UnreadableError, in the reader's own words where the reader raises it.
    """
    if not _turn.acquire(timeout=PATIENCE):
        raise UnreadableError(BUSY)
    try:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as answer:
            file.seek(0)
            shutil.copyfileobj(file, given)
            given.seek(0)
            status = _run(reader, options, given, answer)
            return _items(reader, status, answer)
    except OSError as error:  # no room on the disk, or no memory for another process
        _logger.error("A file could not be given to %s: %s", reader, error.strerror)
        raise UnreadableError(FAILED) from None
    finally:
        _turn.release()
        file.seek(0)


def _run(reader, options, given, answer) -> int | None:
    """The process's exit status; None when it had to be stopped."""
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), reader, json.dumps(options), json.dumps(LIMITS)],
            stdin=given,
            stdout=answer,
            stderr=subprocess.DEVNULL,  # may hold words of the file
            env={},
            cwd=empty,
            start_new_session=True,
        )
        try:
            return process.wait(LIMITS["seconds"])
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and whatever it started
            process.wait()


def _items(reader, status, answer) -> list:
    answered = os.fstat(answer.fileno()).st_size
    if status in STOPPED or answered >= LIMITS["answer"]:
        _logger.warning("%s was stopped over a file: status %s.", reader, status)
        raise UnreadableError(TOO_MUCH)
    answer.seek(0)
    try:
        *items, end = [json.loads(line) for line in answer]
    except ValueError:  # no line, or one that is not whole
        items, end = [], {}
    match end:
        case {"end": "read"} if status == 0:
            return items
        case {"end": "refused", "why": str(why)}:
            raise UnreadableError(why)
        case {"end": "MemoryError"}:
            raise UnreadableError(TOO_MUCH)
    _logger.warning("%s failed over a file: status %s, %s.", reader, status, end)
    raise UnreadableError(FAILED)
