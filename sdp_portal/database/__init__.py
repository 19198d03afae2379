"""Django's PostgreSQL backend, which fails at once while the database is known to be away.

The setting ENGINE names this package. `outage.py` finds out whether the database is away.
"""
