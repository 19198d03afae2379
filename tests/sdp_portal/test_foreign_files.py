"""Whatever a reader of foreign files does or meets becomes a sentence, and the portal goes on."""

import contextlib
import io
import logging
import os
import threading

import pytest

from sdp_portal import foreign_files
from sdp_portal.foreign_files import BUSY, FAILED, TOO_MUCH, UnreadableError, read_apart


def read(reader, content=b"words", **options):
    return read_apart(f"tests.sdp_portal.hostile_readers.{reader}", io.BytesIO(content), **options)


def refusal(reader):
    with pytest.raises(UnreadableError) as caught:
        read(reader)
    return str(caught.value)


def test_what_the_reader_yields_comes_back():
    content = "Comment ’ “quoted” – 😀\u2028\0"

    assert read("contents", content.encode(), name="é") == [content, {"name": "é"}]


def test_the_file_is_left_at_its_beginning_to_be_read_again():
    file = io.BytesIO(b"words")
    file.seek(3)

    for _ in range(2):
        assert read_apart("tests.sdp_portal.hostile_readers.contents", file) == ["words", {}]
    assert file.tell() == 0


def test_the_reader_has_none_of_the_portal_s_secrets_and_connections(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a secret")
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)

    environment, folder, modules, files = read("surroundings")

    os.close(reading)
    os.close(writing)
    assert set(environment) <= {"LC_CTYPE"}  # which Python sets by itself
    assert folder == []
    assert modules == []
    assert writing not in files


def test_the_reader_s_own_refusal_is_told_in_its_words():
    assert refusal("refuse") == "Row 3 is – as “they” say – no row. 😀"


@pytest.mark.parametrize(
    "reader",
    [
        "fail",
        "abort",
        "touch_what_is_not_there",
        "end_at_once",
        "leave",
        "be_told_to_end",
        "answer_no_json",
        "answer_nothing_that_json_has",
        "call_itself",
        "open_very_many_files",
        "no_such_reader",
    ],
)
def test_a_reader_that_fails_or_ends_is_told_in_a_sentence(reader):
    assert refusal(reader) == FAILED


@pytest.mark.parametrize(
    "reader",
    [
        "be_killed",
        "fill_the_memory",
        "fill_the_memory_slowly",
        "answer_without_end",
    ],
)
def test_a_reader_that_takes_too_much_is_stopped(monkeypatch, reader):
    monkeypatch.setitem(foreign_files.LIMITS, "memory", 256 * 1024**2)

    assert refusal(reader) == TOO_MUCH


def test_a_reader_writes_no_large_file():
    assert refusal("write_a_large_file") == FAILED


@pytest.mark.parametrize(
    ("limit", "reader"),
    [("processor_seconds", "go_round_for_ever"), ("seconds", "wait_for_ever")],
)
def test_a_reader_that_does_not_end_is_stopped(monkeypatch, limit, reader):
    monkeypatch.setitem(foreign_files.LIMITS, limit, 1)

    assert refusal(reader) == TOO_MUCH


def test_nothing_that_a_reader_starts_outlives_it(tmp_path):
    """It holds one end of a pipe open for as long as it is there."""
    os.mkfifo(tmp_path / "pipe")
    pipe = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)

    with contextlib.suppress(UnreadableError):  # where the machine lets it start nothing
        read("leave_a_child_behind", pipe=str(tmp_path / "pipe"))

    os.set_blocking(pipe, True)
    assert os.read(pipe, 100) == b""
    os.close(pipe)


def test_no_word_of_a_file_comes_into_the_log(caplog):
    caplog.set_level(logging.DEBUG)

    assert refusal("fail") == FAILED

    assert "KeyError" in caplog.text
    assert "hostile_readers.py:" in caplog.text
    assert "words" not in caplog.text


def test_a_file_that_cannot_be_handed_over_is_told_in_a_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "away"))

    assert refusal("contents") == FAILED


def test_while_one_file_is_read_another_does_not_wait_long(monkeypatch):
    """It is refused, so that never all threads of the portal wait for files."""
    monkeypatch.setattr(foreign_files, "PATIENCE", 0)
    is_read, may_end = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, *args):
            is_read.set()
            may_end.wait()
            return super().read(*args)

    slow = threading.Thread(
        target=read_apart, args=("tests.sdp_portal.hostile_readers.contents", Slow(b"slow"))
    )
    slow.start()
    is_read.wait()
    sentence = refusal("contents")
    may_end.set()
    slow.join()

    assert sentence == BUSY
    assert read("contents") == ["words", {}]
