"""An old address leads for ever to the row whose address it was, and never to another.

Triggers that read old addresses wait for each other (`wait_for_other_addresses`). Otherwise a
row could get an address that is just being changed.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, with_own_tables

STAY = """
CREATE FUNCTION wait_for_other_addresses() RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(20240421);
$$;

CREATE FUNCTION address_is_anothers(new_address text, old_address text)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN EXISTS (SELECT FROM sdp_portal_oldaddress WHERE path = new_address) OR (
        EXISTS (SELECT FROM sdp_portal_oldaddress WHERE leads_to = new_address)
        AND NOT EXISTS (
            SELECT FROM sdp_portal_oldaddress
            WHERE path = old_address AND leads_to = new_address
        )
    );
END $$;

CREATE FUNCTION refuse_address_of_a_row_that_is_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sdp_portal_oldaddress WHERE leads_to = NEW.leads_to) THEN
        RAISE EXCEPTION 'Old addresses of something else lead to "%".', NEW.leads_to
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_another_path() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'People have the address "%", so it leads on.', OLD.path
        USING ERRCODE = 'restrict_violation';
END $$;

-- Where it led until now must lead to where it leads from now on. It may lead nowhere any more
-- only because it is the row's address again.
CREATE FUNCTION refuse_to_lead_astray() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leads_to_now text;
BEGIN
    SELECT leads_to INTO leads_to_now FROM sdp_portal_oldaddress WHERE path = OLD.path;
    leads_to_now := coalesce(leads_to_now, OLD.path);
    IF leads_to_now <> OLD.leads_to AND NOT EXISTS (
        SELECT FROM sdp_portal_oldaddress
        WHERE path = OLD.leads_to AND leads_to = leads_to_now
    ) THEN
        RAISE EXCEPTION 'People have the address "%", so it leads on.', OLD.path
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;

-- Subgroups of several strategies can share the short address /subgroups/…/, which leads to the
-- newest of them. All other addresses belong to one row for ever.
CREATE TRIGGER sdp_portal_oldaddress_added BEFORE INSERT ON sdp_portal_oldaddress
    FOR EACH ROW WHEN (NEW.path NOT LIKE '/subgroups/%') EXECUTE FUNCTION refuse_address_of_a_row_that_is_gone();
CREATE TRIGGER sdp_portal_oldaddress_frozen BEFORE UPDATE ON sdp_portal_oldaddress
    FOR EACH ROW WHEN (OLD.path <> NEW.path) EXECUTE FUNCTION refuse_another_path();
CREATE CONSTRAINT TRIGGER sdp_portal_oldaddress_stays AFTER UPDATE OR DELETE
    ON sdp_portal_oldaddress DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.path NOT LIKE '/subgroups/%')
    EXECUTE FUNCTION refuse_to_lead_astray();
"""

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_old_address() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_slug text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.slug = OLD.slug THEN
            RETURN NEW;
        END IF;
        old_slug := OLD.slug;
    END IF;
    PERFORM wait_for_other_addresses();
    IF address_is_anothers(TG_ARGV[0] || NEW.slug || '/', TG_ARGV[0] || old_slug || '/') THEN
        RAISE EXCEPTION 'The address "%" was given to something else, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION refuse_old_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sdp_portal_oldaddress WHERE path = TG_ARGV[0] || NEW.slug || '/') THEN
        RAISE EXCEPTION 'The address "%" was given to something else, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
OWN_TABLES = with_own_tables("refuse_old_address")


class Migration(migrations.Migration):
    dependencies = [
        ("sdp_portal", "0011_what_officers_did"),
    ]

    operations = [
        functions(STAY),
        migrations.RunSQL(REFUSE + OWN_TABLES, BEFORE + OWN_TABLES),
        migrations.RunSQL(
            "CREATE TRIGGER sdp_portal_oldaddress_kept BEFORE TRUNCATE ON sdp_portal_oldaddress"
            "    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();",
            "DROP TRIGGER sdp_portal_oldaddress_kept ON sdp_portal_oldaddress;",
        ),
    ]
