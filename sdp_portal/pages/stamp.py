"""The stamp: a number in the database that changes whenever something public changes.

Triggers change it in the transaction that publishes, moves a date or withholds something
(0002_page_stamp). So processes see the new stamp exactly when they can see the change itself. A
process asks for the stamp when a request needs it and the last answer is old: no queries while
nobody reads, and no background thread that a fork could break. Only while the database is away does
a separate thread ask, so that no reader waits.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from sdp_portal.database.base import answers, connect_directly

PATIENCE_WHILE_AWAY = 0.05  # seconds in which a database that is back answers
OLDEST = 1.0  # seconds; while the database answers, an older stamp is not used


class Stamp:
    """The stamp as this process knows it; at most a second old while the database answers.

    While the database is away, `is_away` is true and the last known stamp is used: pages are served
    until they expire. Nothing can be published meanwhile.
    """

    def __init__(
        self,
        ask: Callable[[], int],
        *,
        again_after: float,
        clock=time.monotonic,
        patience_while_away=PATIENCE_WHILE_AWAY,
    ):
        """`ask` returns the stamp, or raises OSError or psycopg.Error. It is called again when the
        last answer is `again_after` seconds old."""
        self.patience_while_away = patience_while_away
        self.ask = ask
        self.again_after = again_after
        self.clock = clock
        self.known: int | None = None
        self.is_away = False
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def current(self) -> int | None:
        """The stamp, less than a second old; None if the database has never answered."""
        age = self.clock() - self._asked_at
        if age < self.again_after:
            return self.known
        if self.is_away:
            if self._asking.acquire(blocking=False):
                aside = threading.Thread(target=self._ask_and_release, daemon=True)
                aside.start()
                aside.join(self.patience_while_away)
            return self.known
        # One thread asks. The others use the last answer if it is recent enough, or else wait for
        # the new one.
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
    """Uses its own connection, so that pages do not wait for a busy pool."""

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
