"""A subgroup waits for other changes of addresses, like everything else that has one."""

from django.db import migrations

from sdp_portal.database.guards import with_own_tables

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_old_address_of_subgroup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    place text;
    old_slug text;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.slug = OLD.slug AND NEW.strategy_id = OLD.strategy_id THEN
            RETURN NEW;
        END IF;
        old_slug := OLD.slug;
    END IF;
    PERFORM wait_for_other_addresses();
    SELECT '/strategies/' || slug || '/subgroups/' INTO place
        FROM strategy_strategy WHERE id = NEW.strategy_id;
    IF address_is_anothers(place || NEW.slug || '/', place || old_slug || '/') THEN
        RAISE EXCEPTION 'The address "%" was given to another subgroup, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION refuse_old_address_of_subgroup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM sdp_portal_oldaddress, strategy_strategy AS strategy
        WHERE strategy.id = NEW.strategy_id
        AND path = '/strategies/' || strategy.slug || '/subgroups/' || NEW.slug || '/'
    ) THEN
        RAISE EXCEPTION 'The address "%" was given to another subgroup, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
OWN_TABLES = with_own_tables("refuse_old_address_of_subgroup")


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0005_thrown_away_drafts_stay"),
        ("sdp_portal", "0012_old_addresses_stay"),
    ]

    operations = [migrations.RunSQL(REFUSE + OWN_TABLES, BEFORE + OWN_TABLES)]
