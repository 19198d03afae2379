"""Commands that change the database's shape or first content wait for each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection

from sdp_portal.database.base import connect_directly

LOCK = 2024_04_16  # the portal's own key among the advisory locks of a database
WAITING = (
    "Another migrate or load_strategy is at work on this database; waiting until it has ended."
)


@contextmanager
def one_at_a_time(say: Callable[[str], object], *, on=connection) -> Iterator[None]:
    """Holds a lock for the whole block, and says so while it waits for it.

    PostgreSQL releases the lock however the process ends.
    """
    with connect_directly(on) as lock:
        if not lock.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()[0]:
            say(WAITING)
            lock.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
