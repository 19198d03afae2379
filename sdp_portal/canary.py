"""A sealed word in the database, which tells whether the file of keys belongs to the database.

If no key opens it, the keys are the wrong ones. Otherwise nobody would notice a wrong data
directory, or a database that was restored elsewhere, until a private link has to be sent again.
"""

from django.db import connection

PURPOSE = "canary"
TABLE = "key_canary"


def sealed() -> str | None:
    """None if the migrations have not made the table yet, or if it is empty."""
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
