"""Migration operations for what the database refuses.

`refuse_to_empty_a_table` is created by sdp_portal's migration 0005_guards.
"""

import re

from django.db import migrations


def functions(sql):
    """Create the functions in `sql`, and its triggers. Reversing it drops both."""
    names = re.findall(r"CREATE FUNCTION (\w+)", sql)
    return migrations.RunSQL(
        sql + "".join(map(with_own_tables, names)), f"DROP FUNCTION {', '.join(names)} CASCADE;"
    )


def with_own_tables(function):
    """SQL that lets `function` see our tables alone.

    Otherwise a session could put a temporary table, or a schema of its own, before them, and the
    function would ask that one.
    """
    return f"""
        DO $$ BEGIN EXECUTE format(
            'ALTER FUNCTION {function} SET search_path = pg_catalog, %I, pg_temp', current_schema()
        ); END $$;
    """


def guard(table, events, function):
    """Call `function` before each of `events` on a row, and refuse TRUNCATE."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_frozen BEFORE {events} ON {table}
            FOR EACH ROW EXECUTE FUNCTION {function}();
        CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
        """,
        f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_kept ON {table};",
    )
