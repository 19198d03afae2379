"""The stamp of the page layer: one row, changed by every transaction that changes what is public.

The tables that are public call `public_pages_are_old` by their own migrations. A transaction
changes the stamp once, however many rows it writes.
"""

from django.db import migrations

from sdp_portal.database.guards import with_own_tables

CREATE = """
CREATE TABLE page_stamp (
    is_the_only_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_only_one),
    value bigint NOT NULL,
    changed_in xid8
);
INSERT INTO page_stamp (value) VALUES (1);

CREATE FUNCTION public_pages_are_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE page_stamp SET value = value + 1, changed_in = pg_current_xact_id()
        WHERE changed_in IS DISTINCT FROM pg_current_xact_id();
    RETURN NULL;
END $$;
"""

DROP = """
DROP FUNCTION public_pages_are_old();
DROP TABLE page_stamp;
"""


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0001_shared_cache")]

    operations = [migrations.RunSQL(CREATE + with_own_tables("public_pages_are_old"), DROP)]
