"""What the database refuses: what was published stays as it was, with its numbers and figures."""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

PUBLISHED = """
CREATE FUNCTION refuse_change_to_published_responses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Responses were published: what was published can no longer be changed.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outcome", "0001_tables"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(PUBLISHED),
        *(
            guard(f"outcome_{table}", "UPDATE OR DELETE", "refuse_change_to_published_responses")
            for table in ("release", "receivedfigure", "agreementfigure", "publishedcomment")
        ),
    ]
