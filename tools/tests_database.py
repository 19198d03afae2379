"""The embedded PostgreSQL of the tests, in a directory of its own.

It does not wait for the disk (fsync), because the data of tests may be lost if the machine loses
power. So a database is dropped in milliseconds instead of a second.
"""

import os

import psycopg

from sdp_portal import development


def prepare():
    """Like `development.prepare`. Does not change a server or folder that the environment names."""
    if os.environ.get("DATABASE_URL") or os.environ.get("PORTAL_DATA_DIR"):
        development.prepare()
        return
    os.environ["PORTAL_DATA_DIR"] = str(development.CHECKOUT / "var" / "tests")
    development.prepare()
    if "DATABASE_URL" in os.environ:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
