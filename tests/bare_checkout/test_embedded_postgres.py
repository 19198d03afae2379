"""The embedded server lives exactly as long as somebody uses it, however they end."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

# Says the server's address and stays until its input ends; for each line it revives the server,
# and says whether it had to.
USER = """
import sys
from pathlib import Path
from sdp_portal import embedded_postgres
print(embedded_postgres.start(Path(sys.argv[1])), flush=True)
for _ in sys.stdin:
    print(embedded_postgres.revive(), flush=True)
"""


@pytest.fixture(scope="module")
def data_dir():
    # Not pytest's own, which every start of pytest closes to other users: as root, the server is
    # one.
    with tempfile.TemporaryDirectory(prefix="with a space ") as directory:
        yield Path(directory)


@pytest.fixture
def begin_to_use(data_dir):
    users = []

    def begin():
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        users.append(user)
        return user, user.stdout.readline().strip()

    yield begin
    for user in users:
        user.communicate(timeout=30)


def answers(address):
    try:
        psycopg.connect(address, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.mark.parametrize("ending", [None, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_the_server_ends_with_its_only_user(begin_to_use, ending):
    user, address = begin_to_use()
    assert answers(address)

    if ending:
        user.send_signal(ending)
        user.wait(timeout=30)
    else:
        user.communicate(timeout=30)

    assert not answers(address)


def test_the_server_stays_while_another_uses_it(begin_to_use):
    first, address = begin_to_use()
    second, _ = begin_to_use()

    first.communicate(timeout=30)
    assert answers(address)

    second.communicate(timeout=30)
    assert not answers(address)


def test_a_user_that_was_killed_does_not_keep_the_server_for_ever(begin_to_use):
    killed, address = begin_to_use()
    killed.kill()
    killed.wait(timeout=30)
    assert answers(address)

    next_user, _ = begin_to_use()
    next_user.communicate(timeout=30)

    assert not answers(address)


def test_what_was_stored_is_there_the_next_time(begin_to_use):
    first, address = begin_to_use()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'é' AS letter")
    first.communicate(timeout=30)

    _, address = begin_to_use()

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT upper(letter) FROM kept").fetchone() == ("É",)


def make_it_as_earlier_versions_did(address):
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE of_before AS SELECT 1")
        connection.execute("UPDATE pg_database SET datctype = 'C'")


def test_a_database_of_an_earlier_version_is_set_aside_and_it_says_where(begin_to_use, data_dir):
    first, address = begin_to_use()
    make_it_as_earlier_versions_did(address)
    first.communicate(timeout=30)

    second = subprocess.run(
        [sys.executable, "-c", USER, str(data_dir)],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    aside = data_dir / "postgres.set-aside-1"
    assert str(aside) in second.stderr
    assert (aside / "PG_VERSION").exists()
    _, address = begin_to_use()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT to_regclass('of_before')").fetchone() == (None,)


def test_a_database_of_an_earlier_version_that_is_in_use_is_left_alone(begin_to_use, data_dir):
    _, address = begin_to_use()
    make_it_as_earlier_versions_did(address)

    second = subprocess.run(
        [sys.executable, "-c", USER, str(data_dir)],
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.returncode != 0
    assert "another process uses it. End that process, then start again." in second.stderr
    assert answers(address)


def test_letters_beyond_ascii_are_letters(begin_to_use):
    _, address = begin_to_use()
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT to_tsvector('simple', 'the park’s “École”')::text")

        assert row.fetchone() == ("'park':2 's':3 'the':1 'école':4",)


def revived(user) -> bool:
    user.stdin.write("revive\n")
    user.stdin.flush()
    return user.stdout.readline() == "True\n"


def postmaster(data_dir) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().partition("\n")[0])


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
def test_a_server_that_died_is_started_again_with_all_that_was_committed(
    begin_to_use, data_dir, ending
):
    user, address = begin_to_use()
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS written (ending int)")
        connection.execute("INSERT INTO written VALUES (%s)", [ending])

        # With a connection open, as the portal has: its process outlives the server for a moment.
        os.kill(postmaster(data_dir), ending)
        while not revived(user):  # it is not gone at once
            pass

    with psycopg.connect(address) as connection:
        assert (ending,) in connection.execute("SELECT ending FROM written").fetchall()


def test_a_server_that_runs_is_left_alone(begin_to_use, data_dir):
    user, _ = begin_to_use()
    before = postmaster(data_dir)

    assert not revived(user)
    assert postmaster(data_dir) == before


def test_the_number_of_a_dead_server_may_be_another_programs_by_now(begin_to_use, data_dir):
    user, address = begin_to_use()
    user.communicate(timeout=30)
    owner = (data_dir / "postgres").stat().st_uid  # of others PostgreSQL knows that they are none
    with subprocess.Popen(["sleep", "60"], user=owner) as other:
        (data_dir / "postgres" / "postmaster.pid").write_text(f"{other.pid}\n")
        (data_dir / "postgres" / ".s.PGSQL.5432.lock").write_text(f"{other.pid}\n")
        try:
            begin_to_use()
            assert answers(address)
        finally:
            other.kill()


def test_a_revived_server_ends_with_its_last_user(begin_to_use, data_dir):
    user, address = begin_to_use()
    os.kill(postmaster(data_dir), signal.SIGKILL)
    while not revived(user):
        pass

    user.communicate(timeout=30)

    assert not answers(address)


def test_when_the_server_died_its_last_user_ends_without_complaint(begin_to_use, data_dir):
    user, address = begin_to_use()
    os.kill(postmaster(data_dir), signal.SIGKILL)
    while answers(address):
        pass

    user.communicate(timeout=30)

    assert user.returncode == 0
    assert begin_to_use()[1] == address
