"""PostgreSQL's log: it quotes whole rows, statements and values where something goes wrong, and
these hold people's words and names.

Ours starts with the settings that keep it from that; of any other server they are looked at
(`checks.py`). The portal logs each error itself, without the values (`logs.py`).
"""

QUIET = {
    "log_min_messages": "log",  # errors are less than that; a start, a stop and a crash are not
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length_on_error": "0",
}
AS_QUIET = {"log_min_messages": {"log", "fatal", "panic"}}
# Of a process that was killed the server itself quotes the statement, by its own settings only.
SERVERS_OWN = {"configuration file", "command line", "environment variable", "default"}


def talks_by(connection) -> list[str]:
    """The settings of this connection by which the server's log may quote what people say."""
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
