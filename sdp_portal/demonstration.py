"""The databases of the embedded server: one for each moment at which a demonstration begins.

So nobody finds on 15 April words that were typed on 20 April. With EMPTY=1 it is another one, into
which no strategy is loaded. A database from before version 0.2.0
cannot be migrated, because that version replaced all migrations. It is set aside.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg.sql import SQL, Identifier

from sdp_portal import clock
from sdp_portal.database.base import connect_directly

REAL_TIME = "portal"
EMPTY = "portal_empty"
LAST_RUN = "last-run"  # in the data directory: the database of the last `make run`
LOCK = 2024_04_17


def is_empty() -> bool:
    """Whether `make run EMPTY=1` shows how a new portal begins."""
    return os.environ.get("EMPTY", "") not in {"", "0"}


def database_of_now(data_dir: Path) -> str:
    """Name of the database for PORTAL_CLOCK, and for EMPTY; if neither is set, for the last
    `make run`.

    Raises ImproperlyConfigured if PORTAL_CLOCK is not a moment.
    """
    moment = os.environ.get("PORTAL_CLOCK")
    beginning = EMPTY if is_empty() else REAL_TIME
    if moment is None and not is_empty():
        last_run = data_dir / LAST_RUN
        return last_run.read_text() if last_run.exists() else REAL_TIME
    moment = moment or ""
    clock.offset_to(moment)
    return re.sub(r"\W+", "_", f"{beginning} {moment}".strip().lower(), flags=re.ASCII)


def prepare_database(say: Callable[[str], object]):
    """Sets aside databases of another version, and remembers which database is used."""
    connection.close()
    connection.close_pool()
    with connect_directly(dbname="postgres") as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # two may start at the same time
        for (name,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^portal(_|$)'"
        ).fetchall():
            if _is_of_other_migrations(name):
                _set_aside(server, name, say)
    (settings.DATA_DIR / LAST_RUN).write_text(connection.settings_dict["NAME"])


def _is_of_other_migrations(name: str) -> bool:
    with connect_directly(dbname=name) as database:
        [table] = database.execute("SELECT to_regclass('django_migrations')").fetchone()
        if not table:
            return False
        applied = database.execute("SELECT app, name FROM django_migrations").fetchall()
    ours = {
        app.label for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR
    }
    in_code = MigrationLoader(None).disk_migrations
    return any(app in ours and (app, migration) not in in_code for app, migration in applied)


def _set_aside(server: psycopg.Connection, name: str, say: Callable[[str], object]):
    folder = settings.DATA_DIR / "postgres"
    [now] = server.execute("SELECT to_char(now(), 'YYYY_MM_DD_HH24MISS')").fetchone()
    aside = f"set_aside_{now}_{name}"
    try:
        server.execute(
            SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(name), Identifier(aside))
        )
    except psycopg.errors.ObjectInUse:
        raise SystemExit(
            f"The database {name} in {folder} is from another version and has to be set aside, "
            "but another process uses it. End that process, then start again."
        ) from None
    say(
        f"The database {name} in {folder} was made by another version of the portal. It is kept "
        f"there under the name {aside}, and a new one takes its place."
    )
    if name == connection.settings_dict["NAME"]:
        server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
