"""The stamp: one number in the database that changes with everything that is public.

Triggers change it in the transaction that publishes, moves a date or screens (0002_page_stamp),
so that it is seen when, and only when, the change itself can be seen. Each process asks for it when
a request needs it and the last answer is old: nothing to ask while nobody reads, and nothing that
a fork could break. Only a database known to be away is asked in a thread aside, so that no reader
waits for it.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from sdp_portal.database.base import answers, connect_directly

PATIENCE_WHILE_AWAY = 0.05  # seconds: a database that is back answers within them
OLDEST = 1.0  # seconds: an answer older than this is not relied on while the database answers


class Stamp:
    """What this process knows of the stamp; never older than a second while the database answers.

    While it does not, the last known stamp stays, and `is_away` is true: pages are then served
    until their own end, and nothing can be published meanwhile.
    """

    def __init__(
        self,
        ask: Callable[[], int],
        *,
        again_after: float,
        clock=time.monotonic,
        patience_while_away=PATIENCE_WHILE_AWAY,
    ):
        """`ask` gives the stamp, or raises OSError or psycopg.Error; it is asked again when its
        last answer is `again_after` seconds old, by `clock`."""
        self.patience_while_away = patience_while_away
        self.ask = ask
        self.again_after = again_after
        self.clock = clock
        self.known: int | None = None
        self.is_away = False
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def current(self) -> int | None:
        """The stamp as it was less than a second ago; None before the database ever answered."""
        age = self.clock() - self._asked_at
        if age < self.again_after:
            return self.known
        if self.is_away:
            if self._asking.acquire(blocking=False):
                aside = threading.Thread(target=self._ask_and_release, daemon=True)
                aside.start()
                aside.join(self.patience_while_away)
            return self.known
        # One thread asks. The others rely on the last answer while it is young enough, and wait
        # for the new one when it is not.
        patience = 0 if age < OLDEST else OLDEST
        if self._asking.acquire(blocking=patience > 0, timeout=patience or -1):
            self._ask_and_release()
        return self.known

    def _ask_and_release(self):
        began = self.clock()
        try:
            if began - self._asked_at < self.again_after:  # another thread has asked meanwhile
                return
            self.known = self.ask()
            self.is_away = False
            self._asked_at = began
        except (OSError, psycopg.Error):
            self.is_away = True
            self._asked_at = self.clock()
        finally:
            self._asking.release()


class StampInDatabase:
    """Asks over a connection of its own, so that a busy pool does not make pages wait."""

    def __init__(self):
        self._connection = None

    def __call__(self) -> int:
        try:
            if self._connection is None:
                self._connection = connect_directly(
                    tcp_user_timeout=1000, options="-c statement_timeout=1000"
                )
            elif not answers(self._connection, within=OLDEST):
                raise OSError("the database does not answer")
            return self._connection.execute("SELECT value FROM page_stamp").fetchone()[0]
        except BaseException:
            with suppress(psycopg.Error):
                if self._connection is not None:
                    self._connection.close()
            self._connection = None
            raise
