"""What the database refuses: an entry whose comments are published is neither corrected nor marked
as entered by mistake. The words can still be withheld."""

from django.db import migrations

from sdp_portal.database.guards import functions

PUBLISHED_ENTRIES = """
CREATE FUNCTION refuse_to_mend_published_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry bigint := CASE TG_TABLE_NAME WHEN 'consultation_mistake'
        THEN (to_jsonb(NEW) ->> 'response_id')::bigint
        ELSE (to_jsonb(NEW) ->> 'replaces_id')::bigint END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM outcome_publishedcomment p
        JOIN consultation_comment c ON c.id = p.comment_id
        WHERE c.response_id = entry
    ) THEN
        RAISE EXCEPTION 'Its comments are published, so the entry stays as it is.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER outcome_mistake_in_published_entry BEFORE INSERT ON consultation_mistake
    FOR EACH ROW EXECUTE FUNCTION refuse_to_mend_published_entry();
CREATE TRIGGER outcome_correction_of_published_entry BEFORE INSERT ON consultation_response
    FOR EACH ROW WHEN (NEW.replaces_id IS NOT NULL AND NEW.entered_by_id IS NOT NULL)
    EXECUTE FUNCTION refuse_to_mend_published_entry();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0009_guards_of_mistakes"),
        ("outcome", "0004_released_mistakes"),
    ]

    operations = [functions(PUBLISHED_ENTRIES)]
