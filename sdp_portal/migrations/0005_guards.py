"""What the database refuses in every app: to empty a table that `guard` guards."""

from django.db import migrations

from sdp_portal.database.guards import functions

KEPT = """
CREATE FUNCTION refuse_to_empty_a_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The table % holds what was published or sent, and cannot be emptied.',
        TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0004_key_canary")]

    operations = [functions(KEPT)]
