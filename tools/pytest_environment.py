"""Loaded by pytest before the settings are read, which a conftest.py would be too late for."""

import os

import pytest

from sdp_portal import development
from sdp_portal.embedded_postgres import EmbeddedPostgresError

# The tests set their own clock.
os.environ["PORTAL_CLOCK"] = ""

try:
    development.prepare()
except EmbeddedPostgresError as error:
    raise pytest.UsageError(str(error)) from error
