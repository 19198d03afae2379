"""`make run EMPTY=1` shows a portal as a new partnership finds it."""

import os
import signal
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings

from benchmarks.portals import free_port


@pytest.fixture
def environment(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("e", numbered=False)  # a short path, as it must be
    mine = {"PORTAL_DATA_DIR": str(data_dir), "DATABASE_URL": "", "DEBUG": "1"}
    return os.environ | mine | {"PORT": str(free_port()), "PORTAL_CLOCK": "", "EMPTY": "1"}


def test_nothing_is_loaded_and_it_says_where_to_begin(environment):
    with subprocess.Popen(
        [sys.executable, "manage.py", "run_portal"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as portal:
        try:
            said = [next(portal.stdout) for _ in range(5)]
            address = f"http://127.0.0.1:{environment['PORT']}/"
            with urllib.request.urlopen(address, timeout=10) as page:
                home = page.read().decode()
        finally:
            portal.send_signal(signal.SIGINT)

    assert said[0] == f"Portal ready: {address}\n"
    assert "as officer with the password" in said[2]
    assert said[4].startswith("It is empty.")
    assert "This site is being set up" in home
