"""Migration operations for tables whose rows freeze when their edition is published.

The triggers call functions that strategy's migration 0002_guards creates.
"""

from django.db import migrations

from sdp_portal.database.guards import guard


def frozen_with_its_edition(table):
    """Refuse changes to rows whose edition is published. The table has a column edition_id."""
    events = "INSERT OR UPDATE OR DELETE"
    return guard(table, events, "refuse_change_to_item_of_published_edition")


def thrown_away_with_its_edition(table):
    """Refuse changes to rows whose edition was thrown away (strategy's migration 0008).

    It stands beside the trigger of `frozen_with_its_edition`, which migrations have made already.
    """
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER {table}_thrown_away BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_change_to_item_of_thrown_away_edition();
        """,
        f"DROP TRIGGER {table}_thrown_away ON {table};",
    )


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
