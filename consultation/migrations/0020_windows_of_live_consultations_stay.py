"""People plan by the dates that they read, so a window that was public is not deleted."""

from django.db import migrations

from sdp_portal.database.guards import functions

STAY = """
CREATE FUNCTION refuse_to_delete_public_window() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM consultation_consultation
        WHERE id = OLD.consultation_id AND went_live_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'The public knows the window "%", so it stays.', OLD.title
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER consultation_window_stays BEFORE DELETE ON consultation_window
    FOR EACH ROW EXECUTE FUNCTION refuse_to_delete_public_window();
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0019_words_of_windows")]

    operations = [functions(STAY)]
