"""Seals (encrypts) secrets in the database, so that a copy of the database is not enough.

The keys are outside the database, in the file that PORTAL_KEYS names: one key a line, the newest
first. New secrets are sealed with the newest key. To open a secret, all keys are tried. Each
purpose has its own keys, which are derived from those in the file.
"""

import base64
import contextlib
import functools
import hashlib
import hmac
import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sdp_portal import canary


class WrongKeyError(Exception):
    """The secret was sealed with a key that is not in the file."""


def seal(secret: str, *, purpose: str) -> str:
    """Without the time, which could link the secret to other acts at the same moment."""
    return _fernet(purpose).encrypt_at_time(secret.encode(), 0).decode()


def reseal(sealed: str, *, purpose: str) -> str:
    """The same secret, sealed with the newest key. Raises WrongKeyError."""
    try:
        return _fernet(purpose).rotate(sealed.encode()).decode()
    except InvalidToken:
        raise _none_opens_it() from None


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises WrongKeyError."""
    try:
        return _fernet(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise _none_opens_it() from None


def _none_opens_it():
    return WrongKeyError(
        f"No key in {settings.PORTAL_KEYS} opens what the database holds; "
        "put back the file of keys that belongs to it."
    )


def digests(text: str, *, purpose: str) -> list[str]:
    """Keyed hashes of `text`, 64 hexadecimal digits each, one for each key, the newest first.

    Store the first one. The others find rows that were stored with older keys.
    """
    return [
        hmac.new(_derived(key, purpose), text.encode(), hashlib.sha256).hexdigest()
        for key in _keys(settings.PORTAL_KEYS)
    ]


def problem() -> str:
    """Why these keys do not belong to the database; empty if they do."""
    try:
        if sealed := canary.sealed():
            unseal(sealed, purpose=canary.PURPOSE)
    except WrongKeyError as error:
        return str(error)
    return ""


def cache_key(key: str, prefix: str, version: int) -> str:
    """A hash, because the cache is a table and its keys contain addresses, names and codes."""
    return digests(f"{prefix}:{version}:{key}", purpose="shared cache")[0]


def forget_keys():
    """So that the file is read again at the next use."""
    _keys.cache_clear()
    _fernet_of.cache_clear()


def new_key() -> str:
    """A line of the file: 256 random bits."""
    return Fernet.generate_key().decode()


def _fernet(purpose):
    return _fernet_of(settings.PORTAL_KEYS, purpose)


@functools.cache
def _fernet_of(path, purpose):
    derived = [base64.urlsafe_b64encode(_derived(key, purpose)) for key in _keys(path)]
    return MultiFernet([Fernet(key) for key in derived])


def _derived(key: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


@functools.cache
def _keys(path: Path) -> list[bytes]:
    """The keys in the file. If there is no file and the database has no secrets, makes the file."""
    if not path.exists():
        if canary.sealed():
            raise WrongKeyError(
                f"There is no file {path}, and the database holds what was sealed with its keys; "
                "put back the file that belongs to it."
            )
        _make(path)
    try:
        found = [base64.urlsafe_b64decode(line) for line in path.read_text().split()]
    except (OSError, ValueError):  # binascii.Error and UnicodeError are ValueErrors
        found = []
    if not found or any(len(key) != 32 for key in found):
        raise WrongKeyError(
            f"{path} is not a file of keys, or cannot be read; put back the one that belongs to "
            "the database."
        )
    return found


def _make(path):
    """Makes the file completely or not at all. Of two processes at once, the first one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as unfinished:  # for its owner alone
        unfinished.write(f"{new_key()}\n")
        unfinished.flush()
        os.fsync(unfinished.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished.name, path)
