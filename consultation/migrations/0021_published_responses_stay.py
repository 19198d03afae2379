"""What was published stays as it was: a release, its figures, and which comment has which number.

What is withheld can be shown again, and the record of both stays. All of this shows on public pages.
`refuse_to_empty_a_table` is made by strategy's migration 0002.
"""

from django.db import migrations

from sdp_portal.pages.triggers import shown_on_public_pages

FROZEN = [
    "consultation_release",
    "consultation_receivedfigure",
    "consultation_agreementfigure",
    "consultation_publishedcomment",
]

STAYS = """
CREATE FUNCTION refuse_change_to_published_responses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Responses were published: what was published can no longer be changed.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_other_change_to_withholding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
        AND (OLD.id, OLD.comment_id, OLD.answer_id, OLD.reason, OLD.note, OLD.withheld_at,
             OLD.withheld_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.comment_id, NEW.answer_id, NEW.reason, NEW.note, NEW.withheld_at,
             NEW.withheld_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'That something was withheld stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER consultation_withholding_stays
    BEFORE UPDATE OR DELETE ON consultation_withholding
    FOR EACH ROW EXECUTE FUNCTION refuse_other_change_to_withholding();
CREATE TRIGGER consultation_withholding_kept BEFORE TRUNCATE ON consultation_withholding
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
""" + "".join(
    f"""
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change_to_published_responses();
CREATE TRIGGER {table}_kept BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""
    for table in FROZEN
)

MAY_GO = (
    "".join(
        f"DROP TRIGGER {table}_frozen ON {table}; DROP TRIGGER {table}_kept ON {table};"
        for table in FROZEN
    )
    + """
DROP TRIGGER consultation_withholding_stays ON consultation_withholding;
DROP TRIGGER consultation_withholding_kept ON consultation_withholding;
DROP FUNCTION refuse_change_to_published_responses();
DROP FUNCTION refuse_other_change_to_withholding();
"""
)

# Once for all the rows of a release: a million calls would take longer than writing them.
SHOWN = """
CREATE TRIGGER consultation_publishedcomment_shown AFTER INSERT ON consultation_publishedcomment
    FOR EACH STATEMENT EXECUTE FUNCTION public_pages_are_old();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0020_published_responses"),
        ("sdp_portal", "0002_page_stamp"),
    ]

    operations = [
        migrations.RunSQL(STAYS, MAY_GO),
        shown_on_public_pages(
            "consultation_release",
            "consultation_receivedfigure",
            "consultation_agreementfigure",
            "consultation_withholding",
        ),
        migrations.RunSQL(
            SHOWN,
            "DROP TRIGGER consultation_publishedcomment_shown ON consultation_publishedcomment;",
        ),
    ]
