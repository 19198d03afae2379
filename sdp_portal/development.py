"""Defaults of manage.py and the tests on a developer's machine; the server does not use them.

With a SECRET_KEY the rules of production apply. Otherwise DEBUG is on, and without a DATABASE_URL
the embedded PostgreSQL is started. Its address goes into the environment, where child processes
find it.
"""

import os
from pathlib import Path

from sdp_portal import demonstration, embedded_postgres

CHECKOUT = Path(__file__).resolve().parent.parent


def prepare():
    if not os.environ.get("SECRET_KEY"):
        os.environ.setdefault("DEBUG", "1")
    debug = os.environ.get("DEBUG", "").lower() in {"1", "true", "yes", "on"}
    if debug and not os.environ.get("DATABASE_URL"):
        data_dir = Path(os.environ.get("PORTAL_DATA_DIR") or CHECKOUT / "var")
        database = demonstration.database_of_now(data_dir)
        os.environ["DATABASE_URL"] = embedded_postgres.start(data_dir, database)
