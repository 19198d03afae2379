"""What Debian packages is installed by one script, which says what to do where it may not."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "tools" / "debian_packages.sh"


@pytest.fixture
def machine(tmp_path):
    """A machine on which nothing is installed but what is put into this folder."""
    return tmp_path


def install(machine: Path, name: str, words: str):
    program = machine / name
    program.write_text(f"#!/bin/sh\n{words}\n")
    program.chmod(0o755)


def ask_for(machine, *packages):
    bash = ["/bin/bash", str(SCRIPT), *packages]
    environment = {"PATH": str(machine)}
    return subprocess.run(bash, env=environment, capture_output=True, text=True, check=False)


def test_what_is_there_is_not_installed_again(machine):
    install(machine, "wrk", "exit 0")
    install(machine, "apt-get", "exit 1")

    done = ask_for(machine, "wrk")

    assert (done.returncode, done.stderr) == (0, "")


def test_without_apt_it_names_what_is_missing(machine):
    done = ask_for(machine, "wrk", "no-such-program")

    assert done.returncode == 1
    assert done.stderr == (
        "Not installed, and there is no apt to install it: wrk no-such-program.\n"
    )


def test_who_is_not_root_reads_what_to_type(machine):
    install(machine, "apt-get", "exit 1")
    install(machine, "id", "echo 1000")

    done = ask_for(machine, "wrk")

    assert done.returncode == 1
    assert "Only root can install what is missing" in done.stderr
    assert "sudo apt install --no-install-recommends wrk" in done.stderr


def test_the_script_can_be_run_as_it_is():
    assert os.access(SCRIPT, os.X_OK)
