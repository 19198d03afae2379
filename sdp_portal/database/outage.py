"""Whether the database answers, as far as this process knows.

Otherwise each request would wait for a connection until a timeout, and a few people who send a
form would occupy all threads of the server.
"""

import threading
import time
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

# The connection or an answer was lost, so nobody knows whether the statement was executed. A closed
# cursor, for instance after a long list, raises psycopg's own errors.
LOST = (
    *(OperationalError, InterfaceError),
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
# Or the database could not execute it, for instance because it is read-only.
LOST_OR_UNABLE = (*LOST, InternalError, psycopg.InternalError)

PATIENCE = 3  # seconds that threads wait while one of them asks


class Outage:
    """One thread asks the database after a failure, and before the first request.

    While the database is away, it is asked at most once in `again_after` seconds, and no other
    thread waits for the answer.
    """

    def __init__(self, *, again_after: float = 1.0, clock=time.monotonic):
        self.again_after = again_after
        self.clock = clock
        self.in_doubt = True
        self.is_away = False
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def doubt(self):
        self.in_doubt = True

    def end_doubt(self, ask: Callable[[], object]):
        """Raises OperationalError, or the error of `ask`, if the database does not answer."""
        if not self.in_doubt:
            return
        if not self._asking.acquire(timeout=0 if self.is_away else PATIENCE):
            raise OperationalError("The database does not answer, and is being asked again.")
        try:
            if self.is_away and self.clock() < self._asked_at + self.again_after:
                raise OperationalError("The database did not answer a moment ago.")
            if not self.in_doubt:  # another thread has asked meanwhile
                return
            try:
                ask()
            except Exception:
                self.is_away = True
                self._asked_at = self.clock()
                raise
            self.in_doubt = self.is_away = False
        finally:
            self._asking.release()
