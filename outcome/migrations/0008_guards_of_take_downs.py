"""What the database refuses: the record of a take-down stays as it was written."""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

CONFIRMED = """
CREATE FUNCTION refuse_change_to_take_down_confirmation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record of what was taken down stays as it was written.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcome", "0007_take_downs_are_confirmed"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(CONFIRMED),
        guard(
            "outcome_takedownconfirmation",
            "UPDATE OR DELETE",
            "refuse_change_to_take_down_confirmation",
        ),
    ]
