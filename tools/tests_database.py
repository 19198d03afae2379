"""The embedded PostgreSQL of the tests, with files of its own beside those of `make run`.

It does not wait for the disk, since what tests write may be lost when the machine loses power:
dropping a database takes milliseconds instead of a second.
"""

import os

import psycopg

from sdp_portal import development


def prepare():
    """As for `manage.py`; a server or a folder that the environment names is left as it is."""
    if os.environ.get("DATABASE_URL") or os.environ.get("PORTAL_DATA_DIR"):
        development.prepare()
        return
    os.environ["PORTAL_DATA_DIR"] = str(development.CHECKOUT / "var" / "tests")
    development.prepare()
    if "DATABASE_URL" in os.environ:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
