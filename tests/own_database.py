"""A copy of the test database in which everything is really committed.

The tables of responses cannot be emptied, so what a test commits can go only with its database.
"""

import contextlib

import psycopg
from django.db import connection


@contextlib.contextmanager
def own_database(django_db_blocker):
    """Django works on a copy of the test database, without a transaction around it. Gives another
    connection to the copy.

    For a fixture of the name `db`, which takes the place of pytest-django's, and with it that of
    the transaction in which a test works otherwise.
    """
    with django_db_blocker.unblock():
        template = connection.settings_dict["NAME"]
        copy = f"{template}_copy"
        with nobody_connected_to(template), connected_to("postgres") as server:
            server.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
        connection.settings_dict["NAME"] = copy
        try:
            with connected_to(copy) as beside:
                yield beside
        finally:
            with nobody_connected_to(template), connected_to("postgres") as server:
                server.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


@contextlib.contextmanager
def nobody_connected_to(template):
    """Django's connections are closed, and its next ones lead to the database `template`."""
    connection.close()
    connection.close_pool()
    try:
        yield
    finally:
        connection.settings_dict["NAME"] = template


def connected_to(name):
    parameters = connection.get_connection_params()
    for of_django in ("pool", "cursor_factory", "context"):
        parameters.pop(of_django, None)
    return psycopg.connect(**parameters | {"dbname": name}, autocommit=True)
