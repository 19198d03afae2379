"""A word in the database, sealed by the first key that it knew: whether it can be opened tells
whether the file of keys is the one that belongs to the database.

A wrong data directory, or a database that was restored elsewhere, would otherwise go unnoticed
until somebody's link is to be sent again.
"""

from django.db import connection

PURPOSE = "canary"
TABLE = "key_canary"


def sealed() -> str | None:
    """None before the migrations have made it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [TABLE])
        if cursor.fetchone() == (None,):
            return None
        cursor.execute(f"SELECT sealed FROM {TABLE}")  # noqa: S608 its name is above
        row = cursor.fetchone()
        return row and row[0]


def keep(sealed: str):
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (sealed) VALUES (%s) "  # noqa: S608 its name is above
            "ON CONFLICT (is_the_only_one) DO UPDATE SET sealed = excluded.sealed",
            [sealed],
        )
