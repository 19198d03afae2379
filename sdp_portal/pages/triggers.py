"""An operation for migrations: marks tables whose rows are shown on public pages."""

from django.db import migrations


def shown_on_public_pages(*tables, when: str = ""):
    """Any change in `tables` makes the stored public pages stale when the transaction commits.

    The trigger runs at the end of the transaction, so that two officers never wait for each other's
    stamp. With `when`, only inserted rows that meet that SQL condition count.
    """
    events = "INSERT" if when else "INSERT OR UPDATE OR DELETE"
    condition = f"WHEN ({when})" if when else ""
    create = [
        f"""
        CREATE CONSTRAINT TRIGGER {table}_shown AFTER {events} ON {table}
            DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW {condition} EXECUTE FUNCTION public_pages_are_old();
        """
        for table in tables
    ]
    drop = [f"DROP TRIGGER {table}_shown ON {table};" for table in tables]
    return migrations.RunSQL("".join(create), "".join(drop))
