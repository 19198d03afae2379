"""Operations for migrations: tables whose rows show on public pages."""

from django.db import migrations


def shown_on_public_pages(*tables, when: str = ""):
    """Whatever changes in `tables` makes the public pages old, when the transaction commits.

    At its end and not before, so that two officers at work never wait for each other's stamp.
    With `when` only rows of which that condition is true, inserted ones.
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
