"""A second `migrate` or `load_strategy` waits for the first; two real processes on one database."""

import os
import secrets
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

from sdp_portal.database.one_at_a_time import LOCK, WAITING
from tests.loaded_database import address_of

# The checks may warn of how the tests' server keeps its log.
MIGRATE = ["migrate", "--skip-checks"]
SERVER = urlsplit(os.environ["DATABASE_URL"])


@pytest.fixture
def empty():
    """The address of a database of its own."""
    name = f"one_at_a_time_{secrets.token_hex(4)}"
    with psycopg.connect(SERVER.geturl(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield SERVER._replace(path=f"/{name}").geturl()
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def loaded(copies):
    """The address of one in which nothing is left to do."""
    return address_of(copies.new())


def begin(database_url, *command):
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DEBUG": "1", "DATABASE_URL": database_url, "PORTAL_CLOCK": ""},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("command", [MIGRATE, ["load_strategy"]])
def test_two_at_once_end_well(empty, command):
    if command == ["load_strategy"]:
        assert begin(empty, *MIGRATE).communicate()[1] == ""
    with closing(psycopg.connect(empty, autocommit=True)) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        both = [begin(empty, *command) for _ in range(2)]
        for process in both:  # both have come as far as they can
            assert process.stderr.readline().strip() == WAITING

    said = [process.communicate(timeout=300) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert [stderr for _, stderr in said] == ["", ""]
    first_words = {"migrate": "Applying", "load_strategy": "Loaded: "}[command[0]]
    assert sum(first_words in stdout for stdout, _ in said) == 1


def test_whoever_ends_lets_the_next_begin(loaded):
    with closing(psycopg.connect(loaded, autocommit=True)) as first:
        first.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        killed = begin(loaded, *MIGRATE)
        assert killed.stderr.readline().strip() == WAITING
        killed.kill()
        killed.communicate()

    done = begin(loaded, *MIGRATE, "--verbosity=0")

    assert done.communicate(timeout=300) == ("", "")
