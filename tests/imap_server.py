"""A mailbox on loopback that knows the few commands by which reports of bounces are read."""

import contextlib
import re
import socketserver
import threading

HOST = "127.0.0.1"
WORD = "let me in"


class Mailbox:
    """`messages` are bytes; `read` are the numbers of those that were marked as read. Those in
    `deleted` are gone once they were found."""

    def __init__(self, *messages: bytes, deleted=()):
        self.messages = messages
        self.deleted = deleted
        self.read = set()

    def answer(self, command) -> bytes:
        """What is said before the command's own “OK”."""
        if command.startswith("UID SEARCH"):
            return f"* SEARCH {' '.join(self._unread_reports())}\r\n".encode()
        if found := re.match(r"UID FETCH (\d+)", command):
            if int(found[1]) in self.deleted:
                return b""
            message = self.messages[int(found[1]) - 1]
            return b"* 1 FETCH (BODY[]<0> {%d}\r\n%s)\r\n" % (len(message), message)
        if found := re.match(r"UID STORE (\d+) \+FLAGS \(\\Seen\)", command):
            self.read.add(int(found[1]))
        return b"* CAPABILITY IMAP4rev1\r\n" if command == "CAPABILITY" else b"* 9 EXISTS\r\n"

    def _unread_reports(self):
        for number, message in enumerate(self.messages, 1):
            if b"delivery-status" in message.partition(b"\n\n")[0] and number not in self.read:
                yield str(number)


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.decode().strip().partition(" ")
            is_refused = command.startswith("LOGIN") and WORD not in command
            said = self.server.mailbox.answer(command)
            self.wfile.write(said + f"{tag} {'NO wrong' if is_refused else 'OK done'}\r\n".encode())


@contextlib.contextmanager
def imap_server(mailbox: Mailbox):
    """The port at which `mailbox` can be read."""
    with socketserver.TCPServer((HOST, 0), Session) as server:
        server.mailbox = mailbox
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()
