"""Django's PostgreSQL backend, which answers at once while the database is known to be away.

The setting ENGINE names this package; `outage.py` says how it is known.
"""
