"""What the database refuses: that something was withheld stays on the record.

It can be lifted, once.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

WITHHELD = """
CREATE FUNCTION refuse_other_change_to_withholding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
        AND (OLD.id, OLD.comment_id, OLD.reason, OLD.note, OLD.withheld_at, OLD.withheld_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.comment_id, NEW.reason, NEW.note, NEW.withheld_at, NEW.withheld_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'That something was withheld stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0001_tables"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(WITHHELD),
        guard(
            "consideration_withholding", "UPDATE OR DELETE", "refuse_other_change_to_withholding"
        ),
    ]
