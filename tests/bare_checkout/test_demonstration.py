"""Each moment has a database of its own, and that of another version is set aside."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sdp_portal.demonstration import database_of_now

# In a portal at the real time, beside the database of a moment.
BEGIN = """
import sys
from sdp_portal.database.base import connect_directly
from sdp_portal.demonstration import prepare_database

def migrate(database, *names):
    with connect_directly(dbname=database) as connection:
        connection.execute("CREATE TABLE django_migrations (app text, name text)")
        connection.execute("INSERT INTO django_migrations VALUES ('auth', 'of_another_release')")
        for name in names:
            connection.execute("INSERT INTO django_migrations VALUES ('strategy', %s)", [name])

connect_directly().execute("CREATE DATABASE portal_2024_04_15t00_00")
migrate("portal_2024_04_15t00_00", "0001_tables")
migrate("portal", "0001_initial")
"""
SET_ASIDE = """
prepare_database(sys.stdout.write)
sys.stdout.write("\\n")
prepare_database(sys.stdout.write)
print(*(name for [name] in connect_directly().execute("SELECT datname FROM pg_database")))
"""
IN_USE = """
other = connect_directly()
prepare_database(sys.stdout.write)
"""


@pytest.fixture
def data_dir():
    # Not pytest's own, which is closed to other users: as root, the server is one.
    with tempfile.TemporaryDirectory(prefix="demonstration-") as folder:
        yield Path(folder)


@pytest.fixture
def shell(data_dir):
    mine = {"DEBUG": "1", "DATABASE_URL": "", "PORTAL_CLOCK": "", "PORTAL_DATA_DIR": str(data_dir)}

    def run(code):
        return subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "--command", code],
            cwd=settings.BASE_DIR,
            env=os.environ | mine,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("", "portal"),
        ("2024-04-15T00:00", "portal_2024_04_15t00_00"),
        ("2024-04-20T10:00+01:00", "portal_2024_04_20t10_00_01_00"),
    ],
)
def test_each_moment_has_a_database_and_the_real_time_another(tmp_path, monkeypatch, moment, name):
    monkeypatch.setenv("PORTAL_CLOCK", moment)

    assert database_of_now(tmp_path) == name


@pytest.mark.parametrize(
    ("moment", "name"),
    [(None, "portal_empty"), ("2029-04-01T10:00", "portal_empty_2029_04_01t10_00")],
)
def test_an_empty_portal_has_a_database_of_its_own(tmp_path, monkeypatch, moment, name):
    monkeypatch.setenv("EMPTY", "1")
    monkeypatch.delenv("PORTAL_CLOCK", raising=False)
    if moment:
        monkeypatch.setenv("PORTAL_CLOCK", moment)

    assert database_of_now(tmp_path) == name


def test_before_anything_ran_a_command_without_a_moment_has_the_real_time(tmp_path, monkeypatch):
    monkeypatch.delenv("PORTAL_CLOCK")

    assert database_of_now(tmp_path) == "portal"


def test_what_is_no_moment_names_no_database(tmp_path, monkeypatch):
    monkeypatch.setenv("PORTAL_CLOCK", "soon")

    with pytest.raises(ImproperlyConfigured, match="is not a date and time"):
        database_of_now(tmp_path)


def test_a_database_of_other_migrations_is_set_aside_once_and_it_says_where(shell, data_dir):
    said, databases = shell(BEGIN + SET_ASIDE).stdout.splitlines()

    assert said.startswith(f"The database portal in {data_dir / 'postgres'} was made by another")
    [aside] = re.findall(r"under the name (set_aside_\d{4}_\d\d_\d\d_\d{6}_portal),", said)
    kept = {name for name in databases.split() if "portal" in name}
    assert kept == {aside, "portal", "portal_2024_04_15t00_00"}


def test_a_database_of_another_version_that_is_in_use_is_left_alone(shell):
    done = shell(BEGIN + IN_USE)

    assert done.returncode == 1
    assert done.stderr.strip().startswith("The database portal in ")
    assert done.stderr.strip().endswith(
        "but another process uses it. End that process, then start again."
    )
