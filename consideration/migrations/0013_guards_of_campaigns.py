"""What the database refuses: who grouped what stays on the record. A membership can end, once."""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

GROUPED = """
CREATE FUNCTION refuse_other_change_to_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.ended_at IS NULL
        AND (OLD.id, OLD.campaign_id, OLD.comment_id, OLD.put_at, OLD.put_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.campaign_id, NEW.comment_id, NEW.put_at, NEW.put_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Who grouped what stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0012_campaigns"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(GROUPED),
        guard("consideration_membership", "UPDATE OR DELETE", "refuse_other_change_to_membership"),
    ]
