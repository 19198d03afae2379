"""Migration operations for tables whose rows freeze when their edition is published.

The triggers call functions that strategy's migration 0002_guards creates.
"""

import re

from django.db import migrations


def functions(sql):
    """Create the functions in `sql`. Reversing it also drops the triggers that call them."""
    names = re.findall(r"CREATE FUNCTION (\w+)", sql)
    return migrations.RunSQL(sql, f"DROP FUNCTION {', '.join(names)} CASCADE;")


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


def frozen_with_its_edition(table):
    """Refuse changes to rows whose edition is published. The table has a column edition_id."""
    events = "INSERT OR UPDATE OR DELETE"
    return guard(table, events, "refuse_change_to_item_of_published_edition")


def within_one_edition(table, column, parent):
    """Keep a row in the same edition as the row that `column` points to.

    This is a composite foreign key, which Django 5.2 cannot declare.
    """
    name = f"{table}_and_{column}_in_one_edition"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
            FOREIGN KEY ({column}_id, edition_id) REFERENCES {parent} (id, edition_id)
            DEFERRABLE INITIALLY DEFERRED;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )
