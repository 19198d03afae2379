"""Nobody changes or deletes an act. Deleting an officer's account takes only the link to it."""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

STAY = """
CREATE FUNCTION refuse_change_to_act() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ->> 'officer_id' IS NULL
        AND to_jsonb(NEW) - 'officer_id' = to_jsonb(OLD) - 'officer_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What officers did stays on record.' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0009_officers_acts")]

    operations = [
        functions(STAY),
        guard("sdp_portal_act", "UPDATE OR DELETE", "refuse_change_to_act"),
        guard("sdp_portal_changeofact", "UPDATE OR DELETE", "refuse_change_to_act"),
    ]
