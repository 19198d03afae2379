"""Secrets are sealed with keys outside the database."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from sdp_portal import keys
from sdp_portal.keys import WrongKeyError, digests, new_key, seal, unseal

WORDS = "Zoë’s “secret” – 🙂"


@pytest.fixture(autouse=True)
def key_file(tmp_path, settings):
    settings.PORTAL_KEYS = tmp_path / "kept" / "keys"
    yield settings.PORTAL_KEYS
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


def test_the_file_is_made_for_its_owner_alone(key_file):
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
