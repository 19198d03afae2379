"""Settings that keep people's words and names out of PostgreSQL's log.

By default the log quotes whole rows, statements and values when an error occurs. The embedded
server starts with these settings; a system check looks at those of any other server (`checks.py`).
The portal logs each error itself, without the values (`logs.py`).
"""

QUIET = {
    "log_min_messages": "log",  # leaves out errors, but not starts, stops and crashes
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length_on_error": "0",
}
AS_QUIET = {"log_min_messages": {"log", "fatal", "panic"}}
# If a process is killed, the server quotes its statement, and only the server's settings count.
SERVERS_OWN = {"configuration file", "command line", "environment variable", "default"}


def talkative_settings(connection) -> list[str]:
    """The settings of this connection that may let the server's log quote people's words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s) ORDER BY name",
            [list(QUIET)],
        )
        return [
            name
            for name, value, source in cursor
            if value not in AS_QUIET.get(name, {QUIET[name]}) or source not in SERVERS_OWN
        ]
