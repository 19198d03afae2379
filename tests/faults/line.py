"""A line to PostgreSQL that breaks where it is told to, for real: the server ends its backend.

It stands between Django and the server and understands just enough of the protocol to count
statements. A statement is whatever the server answers with “ready for the next”.
"""

import contextlib
import os
import socket
import struct
import threading
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

SOCKET = ".s.PGSQL.5432"
QUERY, PARSE, SYNC = b"Q", b"P", b"S"
READY, KEY = b"Z", b"K"
ITS_END = "SELECT pg_sleep(0.001) FROM pg_stat_activity WHERE pid = %s"


@dataclass
class Line:
    """`folder` is the host that Django connects to, `url` the real server's."""

    url: str
    folder: Path
    statements: list[str] = field(default_factory=list)
    cut: tuple[int, bool] | None = None
    broken_from: int | None = None
    is_broken: bool = False

    def __post_init__(self):
        self._control = psycopg.connect(self.url, autocommit=True)
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.fspath(self.folder / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()
        self._control.close()

    def count(self):
        """Count statements from here on, and cut nothing."""
        self.statements, self.cut = [], None

    def cut_at(self, number: int, *, after: bool):
        """End the backend before the statement of this number reaches it, or `after` it has done
        its work, so that its answer never arrives."""
        self.statements, self.cut = [], (number, after)

    def break_at(self, number: int):
        """Let no statement through from that number on, and nobody in, until it is mended."""
        self.statements, self.cut, self.broken_from = [], None, number

    def mend(self) -> bool:
        """Whether it was broken."""
        was_broken, self.is_broken, self.broken_from = self.is_broken, False, None
        return was_broken

    def execute(self, statement: str):
        """Beside the line, which may be broken."""
        self._control.execute(statement)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.is_broken:
                    client.close()
                else:
                    _Connection(self, client, self._to_the_server()).start()

    def _to_the_server(self):
        info = self._control.info
        if not info.host.startswith("/"):
            return socket.create_connection((info.host, info.port))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{info.host}/.s.PGSQL.{info.port}")
        return server

    def next_statement(self, words: str) -> tuple[bool, bool]:
        """Whether the line is to be cut before this one, and whether after it."""
        with self._lock:
            number = len(self.statements)
            self.statements.append(words)
            if number == self.broken_from:
                self.is_broken = True
            if self.is_broken:
                raise EOFError
            if self.cut is None or self.cut[0] != number:
                return False, False
            _, after = self.cut
            self.cut = None
            return not after, after

    def end(self, backend: int):
        with self._lock:
            self._control.execute("SELECT pg_terminate_backend(%s)", [backend])
            # The server's own waiting looks ten times a second only.
            while self._control.execute(ITS_END, [backend]).fetchone():
                pass


class _Connection:
    def __init__(self, line, client, server):
        self.line, self.client, self.server = line, client, server
        self.backend = None
        self.is_withheld = False

    def start(self):
        for work in (self._forth, self._back):
            threading.Thread(target=self._until_the_end, args=[work], daemon=True).start()

    def _until_the_end(self, work):
        with contextlib.suppress(OSError, EOFError):
            work()
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _forth(self):
        self.server.sendall(_message(self.client, typed=False))
        words = ""
        while True:
            message = _message(self.client)
            kind = message[:1]
            if kind in {QUERY, PARSE}:
                words = message[5:].strip(b"\0").decode(errors="replace")
            if kind in {QUERY, SYNC}:
                before, self.is_withheld = self.line.next_statement(words)
                words = ""
                if before:
                    self.line.end(self.backend)
                    return
            self.server.sendall(message)

    def _back(self):
        while True:
            message = _message(self.server)
            if message[:1] == KEY:
                [self.backend] = struct.unpack("!i", message[5:9])
            if message[:1] == READY and self.is_withheld:
                self.line.end(self.backend)
                return
            if not self.is_withheld:
                self.client.sendall(message)


def _message(end, *, typed=True) -> bytes:
    head = _exactly(end, 5 if typed else 4)
    [length] = struct.unpack("!i", head[-4:])
    return head + _exactly(end, length - 4)


def _exactly(end, size) -> bytes:
    data = b""
    while len(data) < size:
        part = end.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data
