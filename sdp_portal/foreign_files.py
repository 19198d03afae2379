"""Reads each uploaded file in a process of its own.

A malicious file can make the program that reads it crash, run for ever or use up the memory. So a
new Python process reads it (`read_foreign_file.py`). That process has limits on time, memory and
output, and none of the portal's secrets and connections. The officer gets a sentence about
anything that goes wrong there.
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
    "memory": 1024**3,  # bytes, like the answer
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

# Each portal process reads one file at a time, so that other threads stay free for pages.
PATIENCE = 1  # second; a request that waits occupies one of few threads
_turn = threading.BoundedSemaphore(1)
_logger = logging.getLogger(__name__)


class UnreadableError(Exception):
    """Its text is a sentence that tells the officer why the file cannot be read."""


def read_apart(reader: str, file: BinaryIO, **options) -> list:
    """The items that the generator function `reader` ("package.module.function") yields.

    Another process, without Django, calls it with the file and `options`. The items must be valid
    JSON. Raises UnreadableError; if the reader raised one, with the reader's text.
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
    except OSError as error:  # the disk is full, or there is no memory for another process
        _logger.error("A file could not be given to %s: %s", reader, error.strerror)
        raise UnreadableError(FAILED) from None
    finally:
        _turn.release()
        file.seek(0)


def _run(reader, options, given, answer) -> int | None:
    """The exit status of the process; None if it had to be stopped."""
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
                os.killpg(process.pid, signal.SIGKILL)  # and any process that it started
            process.wait()


def _items(reader, status, answer) -> list:
    answered = os.fstat(answer.fileno()).st_size
    if status in STOPPED or answered >= LIMITS["answer"]:
        _logger.warning("%s was stopped over a file: status %s.", reader, status)
        raise UnreadableError(TOO_MUCH)
    answer.seek(0)
    try:
        *items, end = [json.loads(line) for line in answer]
    except ValueError:  # there is no line, or the last one is incomplete
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
