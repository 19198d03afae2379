"""The secret tokens in private links, and references.

A stolen copy of the database must not open any link. So a token is found by its hash, and to send
a link again the portal needs a key that is kept outside the database (decision 0019).
"""

import hashlib
import secrets

from django.db import models
from django.utils.functional import cached_property

from sdp_portal import keys

# No vowels, so that no words appear, and no characters that look alike: 0 O 1 I L.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_token():
    """The secret in a cookie and in private links: 192 random bits."""
    return secrets.token_urlsafe(24)


def new_reference(prefix):
    """A reference such as ABC-7F3K-92QD. Only the database can tell whether it is free."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def hash_of(token: str) -> str:
    """Needs no salt: nobody can guess 192 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


class TokenHash(models.CharField):
    """Set when the row is saved, also by `bulk_create`."""

    def pre_save(self, instance, add):
        if not instance.token_hash:
            instance.token_hash = hash_of(instance.token)
        return instance.token_hash


class SealedToken(models.TextField):
    def pre_save(self, instance, add):
        if not instance.sealed_token:
            instance.sealed_token = keys.seal(instance.token, purpose=instance.token_purpose())
        return instance.sealed_token


class PrivateLinkQuerySet(models.QuerySet):
    def with_token(self, *tokens: str):
        return self.filter(token_hash__in=[hash_of(token) for token in tokens])

    def find(self, token: str):
        """The row with that token, or None. Its `token` can be read without the key."""
        found = self.with_token(token).first()
        if found is not None:
            found.token = token
        return found


class PrivateLink(models.Model):
    """A row that people reach by a private link, which contains a secret token."""

    token_hash = TokenHash(max_length=64, unique=True, editable=False)
    sealed_token = SealedToken(editable=False)

    class Meta:
        abstract = True

    @classmethod
    def token_purpose(cls) -> str:
        return f"token of {cls._meta.label_lower}"

    @cached_property
    def token(self) -> str:
        """Raises WrongKeyError."""
        if not self.token_hash:
            return new_token()
        return keys.unseal(self.sealed_token, purpose=self.token_purpose())

    def has_token(self, token: str) -> bool:
        return secrets.compare_digest(hash_of(token), self.token_hash)
