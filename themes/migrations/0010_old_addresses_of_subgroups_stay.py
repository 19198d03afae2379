"""The database keeps how the address of a subgroup ended, and gives it to no other subgroup.

Only the triggers write the rows. So an old address is kept whoever changes or deletes a subgroup.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, with_own_tables
from sdp_portal.pages.triggers import shown_on_public_pages

KEEP = """
CREATE FUNCTION keep_old_slug_of_subgroup() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    leads_to bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        DELETE FROM themes_oldsubgroupslug
            WHERE strategy_id = NEW.strategy_id AND slug = NEW.slug;
        IF NEW.strategy_id = OLD.strategy_id THEN
            leads_to := NEW.id;
        END IF;
    ELSE
        UPDATE themes_oldsubgroupslug SET subgroup_id = NULL WHERE subgroup_id = OLD.id;
    END IF;
    IF EXISTS (
        SELECT FROM strategy_edition
        WHERE strategy_id = OLD.strategy_id AND published_at IS NOT NULL
    ) THEN
        INSERT INTO themes_oldsubgroupslug (strategy_id, slug, subgroup_id)
            VALUES (OLD.strategy_id, OLD.slug, leads_to);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_to_change_old_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'People have the address "%", so it leads on.', OLD.slug
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER themes_subgroup_moved AFTER UPDATE ON themes_subgroup
    FOR EACH ROW WHEN (OLD.slug <> NEW.slug OR OLD.strategy_id <> NEW.strategy_id)
    EXECUTE FUNCTION keep_old_slug_of_subgroup();
CREATE TRIGGER themes_subgroup_gone AFTER DELETE ON themes_subgroup
    FOR EACH ROW EXECUTE FUNCTION keep_old_slug_of_subgroup();
CREATE TRIGGER themes_oldsubgroupslug_frozen BEFORE UPDATE OR DELETE ON themes_oldsubgroupslug
    FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_to_change_old_slug();
"""

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_old_address_of_subgroup() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.slug = OLD.slug AND NEW.strategy_id = OLD.strategy_id THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM wait_for_other_addresses();
    IF EXISTS (
        SELECT FROM themes_oldsubgroupslug
        WHERE strategy_id = NEW.strategy_id AND slug = NEW.slug
        AND subgroup_id IS DISTINCT FROM NEW.id
    ) THEN
        RAISE EXCEPTION 'The address "%" was given to another subgroup, and still leads there.',
            NEW.slug USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BEFORE = """
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
OWN_TABLES = with_own_tables("refuse_old_address_of_subgroup")


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0009_how_addresses_of_subgroups_ended"),
        ("sdp_portal", "0012_old_addresses_stay"),
    ]

    operations = [
        functions(KEEP),
        migrations.RunSQL(REFUSE + OWN_TABLES, BEFORE + OWN_TABLES),
        migrations.RunSQL(
            "CREATE TRIGGER themes_oldsubgroupslug_kept BEFORE TRUNCATE ON themes_oldsubgroupslug"
            "    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();",
            "DROP TRIGGER themes_oldsubgroupslug_kept ON themes_oldsubgroupslug;",
        ),
        shown_on_public_pages("themes_oldsubgroupslug"),
    ]
