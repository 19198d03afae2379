"""Loaded by pytest before the settings are read, which a conftest.py would be too late for."""

import os

import pytest

from sdp_portal.embedded_postgres import EmbeddedPostgresError
from tools import tests_database

# The tests set their own clock.
os.environ["PORTAL_CLOCK"] = ""

try:
    tests_database.prepare()
except EmbeddedPostgresError as error:
    raise pytest.UsageError(str(error)) from error
