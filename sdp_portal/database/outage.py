"""Whether the database answers, as far as this process knows.

Without it each request would wait for a connection until its patience ends, and a few visitors
of a form would keep every thread of the server from everything else.
"""

import threading
import time
from collections.abc import Callable

import psycopg
from django.db import InterfaceError, InternalError, OperationalError

# The connection or an answer was lost: nobody knows whether the database did what it was asked. A
# cursor that is closed, as after a long list, gives psycopg's own errors.
LOST = (
    *(OperationalError, InterfaceError),
    *(psycopg.OperationalError, psycopg.InterfaceError),
)
# Or it could not do it, as a database that only reads cannot.
LOST_OR_UNABLE = (*LOST, InternalError, psycopg.InternalError)

PATIENCE = 3  # seconds in which one thread finds out, while the others wait for it


class Outage:
    """In doubt, when something went wrong and before the first request, one thread asks. While
    the database is known to be away it is asked at most once in `again_after` seconds, and nobody
    waits for that.
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
        """Raises OperationalError, or what `ask` raises, when the database does not answer."""
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
