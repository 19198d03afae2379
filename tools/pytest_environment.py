"""pytest loads this before the settings are read; a conftest.py would be too late."""

import os
import secrets

import pytest

from sdp_portal.embedded_postgres import EmbeddedPostgresError
from tools import tests_database

# The tests set their own clock.
os.environ["PORTAL_CLOCK"] = ""
# All processes of this run find the database that they copy by this name.
os.environ.setdefault("TESTS_RUN", secrets.token_hex(4))

try:
    tests_database.prepare()
except EmbeddedPostgresError as error:
    raise pytest.UsageError(str(error)) from error


def pytest_unconfigure(config):
    from tests.loaded_database import drop_loaded_database  # which asks for the name of the run

    if not hasattr(config, "workerinput"):
        drop_loaded_database()
