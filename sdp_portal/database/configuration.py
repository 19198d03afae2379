"""The database's settings, read from the environment (the README lists the variables)."""

import os

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

WANTED_ADDRESS = "give the address of a PostgreSQL database, such as postgresql://user@host/portal."
# A server or a network that has gone silent is given up within seconds.
SILENCE = {
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,  # milliseconds
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}
# PostgreSQL's defaults are for spinning disks and for queries that run for minutes. Here an index
# finds a thousand rows faster than a scan of a million.
FOR_SHORT_QUERIES = "-c random_page_cost=1.1 -c jit=off"
# Shared by all processes, which count failed sign-ins together.
SHARED_CACHE = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "shared_cache",
    "KEY_FUNCTION": "sdp_portal.keys.cache_key",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}


def postgresql(address: str) -> dict:
    """Django's settings for the database at `address`: PostgreSQL 15 or later."""
    try:
        database = dj_database_url.parse(address)
    except ValueError:
        raise ImproperlyConfigured(f"DATABASE_URL is no address: {WANTED_ADDRESS}") from None
    if database["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"DATABASE_URL is of another database: {WANTED_ADDRESS}")
    pool = {
        "min_size": 1,
        "max_size": 8,
        "timeout": float(os.environ.get("DATABASE_WAIT_SECONDS") or 3),
        # Then the pool gives up, and the next request makes it try again. Its own pauses would
        # double up to minutes.
        "reconnect_timeout": 2,
    }
    options = SILENCE | {"options": FOR_SHORT_QUERIES} | database.get("OPTIONS", {})
    return database | {"ENGINE": "sdp_portal.database", "OPTIONS": options | {"pool": pool}}
