"""Secrets are sealed with keys outside the database."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from sdp_portal import canary, keys
from sdp_portal.checks import keys_belong_to_the_database
from sdp_portal.keys import WrongKeyError, digests, new_key, seal, unseal

WORDS = "Zoë’s “secret” – 🙂"


@pytest.fixture(autouse=True)
def key_file(tmp_path, settings):
    settings.PORTAL_KEYS = tmp_path / "kept" / "keys"
    write(settings.PORTAL_KEYS, new_key())
    yield settings.PORTAL_KEYS
    keys.forget_keys()


@pytest.fixture
def new_database(db, key_file):
    """One that knows no keys yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {canary.TABLE}")  # noqa: S608
    key_file.unlink()
    keys.forget_keys()


def write(path, *lines):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines))
    keys.forget_keys()


@pytest.mark.parametrize("secret", ["", "a", WORDS, "x" * 100_000])
def test_what_is_sealed_can_be_opened(secret):
    assert unseal(seal(secret, purpose="test"), purpose="test") == secret


def test_what_is_sealed_does_not_show_the_secret_nor_the_moment():
    first, second = seal(WORDS, purpose="test"), seal(WORDS, purpose="test")

    assert WORDS not in first
    assert first != second
    assert first[:12] == second[:12]  # the version and the time, which is none


def test_the_file_is_made_for_its_owner_alone(new_database, key_file):
    seal(WORDS, purpose="test")

    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert [file.name for file in key_file.parent.iterdir()] == ["keys"]


def test_a_file_that_is_there_stays_as_it_is(key_file):
    write(key_file, "old", "older")

    keys._make(key_file)

    assert key_file.read_text() == "old\nolder"


def test_another_key_opens_nothing(key_file):
    sealed = seal(WORDS, purpose="test")
    write(key_file, new_key())

    with pytest.raises(WrongKeyError, match="keys"):
        unseal(sealed, purpose="test")


def test_each_purpose_has_a_key_of_its_own():
    with pytest.raises(WrongKeyError):
        unseal(seal(WORDS, purpose="test"), purpose="another")


@pytest.mark.parametrize("sealed", ["", "x", "gAAAA", "’", WORDS])
def test_what_is_not_sealed_is_refused(sealed):
    with pytest.raises(WrongKeyError):
        unseal(sealed, purpose="test")


def test_older_keys_open_what_they_sealed_and_the_newest_seals(key_file):
    old, new = new_key(), new_key()
    write(key_file, old)
    sealed = seal(WORDS, purpose="test")
    write(key_file, new, old)

    sealed_since = seal(WORDS, purpose="test")

    assert unseal(sealed, purpose="test") == WORDS
    write(key_file, new)
    assert unseal(sealed_since, purpose="test") == WORDS


def test_digests_of_every_key_are_known_and_the_newest_is_first(key_file):
    old, new = new_key(), new_key()
    write(key_file, old)
    [before] = digests(WORDS, purpose="test")
    write(key_file, new, old)

    since = digests(WORDS, purpose="test")

    assert since[1] == before
    assert since[0] != before
    assert digests(WORDS, purpose="another")[0] != since[0]


def test_threads_at_once_use_one_key():
    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(lambda n: seal(str(n), purpose="test"), range(50)))

    keys.forget_keys()
    assert [unseal(each, purpose="test") for each in sealed] == [str(n) for n in range(50)]


class TestWhichKeysBelongToTheDatabase:
    """The test database was made with the keys of the settings, and `key_file` is another."""

    def test_no_file_is_made_for_a_database_that_knows_its_keys(self, db, key_file):
        key_file.unlink()
        keys.forget_keys()

        with pytest.raises(WrongKeyError, match="put back the file that belongs to it"):
            seal(WORDS, purpose="test")

        assert not key_file.exists()

    def test_a_file_that_does_not_belong_to_it_is_told_of(self, client, db):
        [error] = keys_belong_to_the_database(None, databases=["default"])
        answer = client.get("/readyz")

        assert "put back the file of keys that belongs to it" in error.msg
        assert answer.status_code == 503
        assert answer.content.decode() == (
            "The file of keys is not the one that belongs to the database.\n"
        )

    def test_no_file_is_told_of_too(self, client, db, key_file):
        key_file.unlink()
        keys.forget_keys()

        assert len(keys_belong_to_the_database(None, databases=["default"])) == 1
        assert client.get("/readyz").status_code == 503

    def test_the_right_file_is_not(self, client, new_database):
        canary.keep(seal(canary.PURPOSE, purpose=canary.PURPOSE))

        assert keys_belong_to_the_database(None, databases=["default"]) == []
        assert client.get("/readyz").status_code == 200

    def test_who_begins_with_new_keys_has_the_database_marked(self, new_database, key_file):
        call_command("rotate_keys")

        assert key_file.exists()
        assert canary.sealed()
        assert keys.problem() == ""

    def test_before_the_migrations_nothing_is_known(self, db):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {canary.TABLE}")

        assert not canary.sealed()
        assert keys.problem() == ""

    def test_rotating_with_a_key_missing_says_so_and_leaves_it(self, db, capsys):
        before = canary.sealed()

        with pytest.raises(CommandError, match="No key opens 1 more"):
            call_command("rotate_keys")

        assert canary.sealed() == before


@pytest.mark.parametrize("content", ["", "\n", "no key", "’", "a" * 44, "QUFB"])
@pytest.mark.django_db
def test_a_file_that_holds_no_key_is_named_in_a_sentence(client, key_file, content):
    write(key_file, content)

    with pytest.raises(WrongKeyError, match="is not a file of keys"):
        seal(WORDS, purpose="test")

    assert "is not a file of keys" in keys.problem()
    answer = client.get("/readyz")
    assert (answer.status_code, "file of keys" in answer.content.decode()) == (503, True)
