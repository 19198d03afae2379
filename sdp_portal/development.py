"""What manage.py and the tests take for granted on a developer's machine, and the server never.

Whoever gives a SECRET_KEY means it and gets production's rules. Otherwise DEBUG is on, and without
a DATABASE_URL the embedded PostgreSQL is started; its address is put into the environment, where
child processes find it.
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
