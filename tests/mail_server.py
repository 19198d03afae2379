"""A real mail server on loopback, which can also refuse, delay and drop."""

import contextlib
import email
import socket
from email import policy

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
ACCEPTED = "250 OK"


class Postbox:
    """Takes mail as it is told to: `replies` says what it answers to MAIL, RCPT and DATA."""

    def __init__(self, **replies: str):
        self.replies = replies
        self.asked = []
        self.messages = []

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return self._answer("MAIL", server)

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self._answer("RCPT", server)

    async def handle_DATA(self, server, session, envelope):
        reply = self._answer("DATA", server)
        self.messages.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return reply

    def _answer(self, command, server):
        self.asked.append(command)
        reply = self.replies.get(command, ACCEPTED)
        if reply == "drop":
            server.transport.abort()
        return reply


@contextlib.contextmanager
def mail_server(postbox: Postbox):
    """The port at which `postbox` takes mail."""
    with socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(postbox, hostname=HOST, port=port)
    controller.start()
    try:
        yield port
    finally:
        controller.stop(no_assert=True)


@contextlib.contextmanager
def silent_server():
    """The port of a server that lets everybody in and never says a word."""
    with socket.create_server((HOST, 0)) as listener:
        yield listener.getsockname()[1]


def nobody() -> int:
    """A port at which nothing listens."""
    with socket.create_server((HOST, 0)) as probe:
        return probe.getsockname()[1]
