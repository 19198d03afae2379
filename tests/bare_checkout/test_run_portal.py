"""What can be wrong with a machine is said in one sentence, before anything has been started."""

import os
import socket
import subprocess
import sys

import pytest

from sdp_portal.management.commands.run_portal import watch


def complaint(**environment) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "run_portal"],
        env=os.environ | {"DEBUG": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])

        assert complaint(PORT=port).startswith(f"Port {port} cannot be used (Address already in")


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none(port):
    assert f"PORT={port} is not a port" in complaint(PORT=port)


def test_a_data_directory_that_cannot_be_written(tmp_path_factory):
    file = tmp_path_factory.mktemp("x", numbered=False) / "file"  # a short path, as it must be
    file.touch()
    data_dir = file / "var"

    said = complaint(PORTAL_DATA_DIR=str(data_dir), DATABASE_URL="")

    assert said.startswith(f"The data directory {data_dir} cannot be used (Not a directory)")


def test_a_data_directory_with_too_long_a_path(tmp_path):
    said = complaint(PORTAL_DATA_DIR=str(tmp_path / ("x" * 90)), DATABASE_URL="")

    assert "too long" in said


@pytest.mark.parametrize("address", ["nonsense", "mysql://somebody@localhost/portal"])
def test_a_database_address_that_is_none(address):
    assert "DATABASE_URL" in complaint(DATABASE_URL=address)


def test_a_database_that_does_not_answer():
    said = complaint(DATABASE_URL="postgresql://somebody@127.0.0.1:1/portal")

    assert said.startswith("The database at DATABASE_URL does not answer: ")


def test_it_is_not_for_production():
    said = complaint(
        DEBUG="0", SECRET_KEY="x" * 50, ALLOWED_HOSTS="strategy.example", PORTAL_CLOCK=""
    )

    assert said.startswith("This is for trying the portal out")


def test_what_is_due_is_done_again_and_again_until_the_server_ends():
    done = []
    server = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

    def work():
        done.append("once more")
        if len(done) == 3:
            server.communicate(b"end\n")

    watch(server, work, every=0.01)

    assert len(done) == 3
