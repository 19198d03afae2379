import secrets

# Without vowels, so that no word comes about, and without what is easily mistaken: 0 O 1 I L.
REFERENCE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"


def new_token():
    """The secret in a cookie and in private links: 192 random bits."""
    return secrets.token_urlsafe(24)


def new_reference(prefix):
    """A reference such as SDP-7F3K-92QD; whether it is free is for the database to say."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
