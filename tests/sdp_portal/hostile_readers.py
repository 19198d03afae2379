"""Readers of files to which everything happens that can; each runs in a process of its own."""

import ctypes
import os
import signal
import sys

from sdp_portal.foreign_files import UnreadableError


def contents(file, **options):
    yield file.read().decode()
    yield options


def surroundings(file):
    yield dict(os.environ)
    yield os.listdir()  # noqa: PTH208
    yield sorted(name for name in sys.modules if name.startswith(("django", "psycopg")))
    yield [int(number) for number in os.listdir("/proc/self/fd")]  # noqa: PTH208


def refuse(file):
    yield "a row"
    raise UnreadableError("Row 3 is – as “they” say – no row. 😀")


def fail(file):
    yield "a row"
    raise KeyError(file.read().decode())


def abort(file):
    yield "a row"
    os.abort()


def touch_what_is_not_there(file):
    yield ctypes.string_at(0)


def end_at_once(file):
    yield "a row"
    os._exit(0)


def leave(file):
    yield "a row"
    sys.exit("Done.")


def be_killed(file):
    yield os.kill(os.getpid(), signal.SIGKILL)


def be_told_to_end(file):
    yield os.kill(os.getpid(), signal.SIGTERM)


def go_round_for_ever(file):
    while True:
        yield from ()


def wait_for_ever(file):
    signal.alarm(0)
    yield signal.pause()


def fill_the_memory(file):
    yield len(bytearray(1 << 40))


def fill_the_memory_slowly(file):
    kept = []
    while True:
        kept.append(bytearray(1 << 24))
        yield len(kept)


def answer_without_end(file):
    while True:
        yield "words " * 10_000


def answer_no_json(file):
    os.write(1, b"{'a': 1}\n\xff\xfe")
    yield "a row"


def answer_nothing_that_json_has(file):
    yield object()


def call_itself(file):
    yield from call_itself(file)


def write_a_large_file(file):
    with open("large", "wb") as large:  # noqa: PTH123
        while True:
            large.write(bytes(1 << 20))
            yield "a block"


def open_very_many_files(file):
    yield [os.open(os.devnull, os.O_RDONLY) for _ in range(100)]


def leave_a_child_behind(file, pipe):
    """It would say that it is alive, long after what it was started by has ended."""
    end = os.open(pipe, os.O_WRONLY)
    child = os.fork()
    if child == 0:
        signal.sigtimedwait([], 30)
        os.write(end, b"alive")
        os._exit(0)
    yield child
