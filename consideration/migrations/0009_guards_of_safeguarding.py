"""What the database refuses: that something was passed on stays on the record.

It can be lifted, once.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

PASSED_ON = """
CREATE FUNCTION refuse_other_change_to_safeguarding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
        AND (OLD.id, OLD.response_id, OLD.passed_to, OLD.passed_at, OLD.how, OLD.note,
                OLD.recorded_at, OLD.recorded_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.response_id, NEW.passed_to, NEW.passed_at, NEW.how, NEW.note,
                NEW.recorded_at, NEW.recorded_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'That something was passed on stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0008_safeguarding"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(PASSED_ON),
        guard(
            "consideration_safeguarding", "UPDATE OR DELETE", "refuse_other_change_to_safeguarding"
        ),
    ]
