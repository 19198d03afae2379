import select
import time

import psycopg
from django.db import connection
from django.db.backends.postgresql import base
from psycopg.pq import ExecStatus

from sdp_portal.database.outage import PATIENCE, Outage

SECONDS_TO_CONNECT = 2

outage = Outage()


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params):
        """A connection that works. Raises OperationalError at once while the database is away."""
        if not self.pool:
            return super().get_new_connection(conn_params)
        while True:
            outage.end_doubt(lambda: connect_directly(self).close())
            try:
                pooled = super().get_new_connection(conn_params)
            except psycopg.OperationalError:
                outage.doubt()
                raise
            if answers(pooled):
                return pooled
            outage.doubt()
            pooled.close()
            self.pool.putconn(pooled)  # the pool replaces a closed connection

    def _close(self):
        if self.connection is not None and self.connection.closed:
            outage.doubt()
        return super()._close()


def connect_directly(wrapper=connection, **parameters) -> psycopg.Connection:
    """A connection outside the pool, in autocommit mode."""
    given = wrapper.get_connection_params()
    for name in ("context", "cursor_factory"):
        given.pop(name, None)
    given |= {"connect_timeout": SECONDS_TO_CONNECT} | parameters
    return psycopg.connect(**given, autocommit=True)


def answers(connection: psycopg.Connection, *, within: float = PATIENCE) -> bool:
    """Whether the server answers an empty statement `within` so many seconds.

    Django offers the pool's own check, but that one waits for ever if the server is frozen or the
    network is broken.
    """
    server = connection.pgconn
    deadline = time.monotonic() + within
    try:
        server.send_query(b"")
        while server.is_busy():
            patience = max(0, deadline - time.monotonic())
            if not select.select([server.socket], [], [], patience)[0]:
                return False
            server.consume_input()
        results = list(iter(server.get_result, None))
    except psycopg.Error:
        return False
    return [result.status for result in results] == [ExecStatus.EMPTY_QUERY]
