"""Settings are safe by default: what production needs and has not got stops the start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "SECRET_KEY": "fifty characters or more that nobody else could know!",
    "ALLOWED_HOSTS": "strategy.example.org",
    "DATABASE_URL": "postgresql://portal@database.example/portal",
}


def start(**environment):
    """Read the settings in a process of their own, as a server does."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", "import sdp_portal.settings as s; print(s.DEBUG, s.ALLOWED_HOSTS)"],
        cwd=settings.BASE_DIR,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_everything_given_the_portal_starts_without_debugging():
    done = start(**COMPLETE)

    assert (done.returncode, done.stdout) == (0, "False ['strategy.example.org']\n")


@pytest.mark.parametrize(
    ("missing", "hint"),
    [
        ("SECRET_KEY", "50 or more random characters"),
        ("ALLOWED_HOSTS", "strategy.example.org"),
        ("DATABASE_URL", "postgresql://user@host/portal"),
    ],
)
@pytest.mark.parametrize("empty", [True, False], ids=["empty", "not set"])
def test_what_is_missing_is_named_with_a_hint(missing, hint, empty):
    environment = COMPLETE | {missing: ""}
    if not empty:
        del environment[missing]

    done = start(**environment)

    last_line = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {missing} is not set" in last_line
    assert hint in last_line


@pytest.mark.parametrize(
    "address", ["sqlite:///portal.sqlite3", "mysql://user@host/portal", "nonsense", "://"]
)
def test_only_postgresql_will_do(address):
    done = start(**COMPLETE | {"DATABASE_URL": address})

    last_line = done.stderr.strip().splitlines()[-1]
    assert done.returncode != 0
    assert last_line.startswith("django.core.exceptions.ImproperlyConfigured: DATABASE_URL is ")
    assert "give the address of a PostgreSQL database" in last_line


def test_a_demonstration_needs_no_secret_and_serves_only_this_machine():
    done = start(DEBUG="1", DATABASE_URL=COMPLETE["DATABASE_URL"])

    assert (done.returncode, done.stdout) == (0, "True ['127.0.0.1', 'localhost', '[::1]']\n")


@pytest.mark.parametrize("value", ["", "0", "false", "no", "off", "maybe"])
def test_debugging_is_off_unless_it_is_clearly_on(value):
    done = start(**COMPLETE | {"DEBUG": value})

    assert done.stdout.startswith("False")


def test_a_wrong_clock_stops_the_start():
    done = start(**COMPLETE | {"PORTAL_CLOCK": "soon"})

    assert done.returncode != 0
    assert "PORTAL_CLOCK='soon' is not a date and time" in done.stderr
