"""A subgroup's address begins with that of its strategy."""

from django.db import migrations

from sdp_portal.database.guards import functions

REFUSE = """
CREATE FUNCTION refuse_old_address_of_subgroup() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER themes_subgroup_address BEFORE INSERT OR UPDATE OF slug, strategy_id
    ON themes_subgroup FOR EACH ROW EXECUTE FUNCTION refuse_old_address_of_subgroup();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0003_shown_on_public_pages"),
        ("strategy", "0001_tables"),
        ("sdp_portal", "0007_old_addresses"),
    ]

    operations = [functions(REFUSE)]
