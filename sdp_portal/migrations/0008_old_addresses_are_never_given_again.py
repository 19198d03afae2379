"""What the database refuses: to give an old address to another row.

A table whose rows have addresses calls `refuse_old_address` in a migration of its own, with the
beginning of their addresses: '/consultations/'.
"""

from django.db import migrations

from sdp_portal.database.guards import functions

REFUSE = """
CREATE FUNCTION refuse_old_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sdp_portal_oldaddress WHERE path = TG_ARGV[0] || NEW.slug || '/') THEN
        RAISE EXCEPTION 'The address "%" was given to something else, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0007_old_addresses")]

    operations = [functions(REFUSE)]
