"""A response that was sent, and its comments, can be neither changed nor removed.

Example responses (`sample_responses`) can be removed, not changed. A response's window and area,
and what a comment is about, belong to the consultation that it answers.
"""

from django.db import migrations

SENT_STAYS = """
CREATE FUNCTION refuse_change_to_sent_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.received_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND OLD.is_sample) THEN
        RAISE EXCEPTION 'Response % was sent and can no longer be changed.', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_change_to_sent_comment() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    response record;
BEGIN
    FOR response IN
        SELECT reference, received_at, is_sample FROM consultation_response
        WHERE id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.response_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.response_id END
        )
        FOR SHARE
    LOOP
        IF response.received_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND response.is_sample) THEN
            RAISE EXCEPTION 'Response % was sent: its comments can no longer be changed.',
                response.reference USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.part_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM consultation_response r
        JOIN consultation_consultation c ON c.id = r.consultation_id
        JOIN strategy_part p ON p.edition_id = c.edition_id
        WHERE r.id = NEW.response_id AND p.id = NEW.part_id
    ) THEN
        RAISE EXCEPTION 'A comment must be about a part of the edition that is consulted on.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consultation_response_sent BEFORE UPDATE OR DELETE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION refuse_change_to_sent_response();
CREATE TRIGGER consultation_comment_sent
    BEFORE INSERT OR UPDATE OR DELETE ON consultation_comment
    FOR EACH ROW EXECUTE FUNCTION refuse_change_to_sent_comment();
CREATE TRIGGER consultation_response_kept BEFORE TRUNCATE ON consultation_response
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
CREATE TRIGGER consultation_comment_kept BEFORE TRUNCATE ON consultation_comment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""

SENT_MAY_GO = """
DROP TRIGGER consultation_response_sent ON consultation_response;
DROP TRIGGER consultation_comment_sent ON consultation_comment;
DROP TRIGGER consultation_response_kept ON consultation_response;
DROP TRIGGER consultation_comment_kept ON consultation_comment;
DROP FUNCTION refuse_change_to_sent_response();
DROP FUNCTION refuse_change_to_sent_comment();
"""

WITHIN_ONE_CONSULTATION = """
ALTER TABLE consultation_response
    ADD CONSTRAINT response_window_of_its_consultation FOREIGN KEY (window_id, consultation_id)
        REFERENCES consultation_window (id, consultation_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT response_locality_of_its_consultation FOREIGN KEY (locality_id, consultation_id)
        REFERENCES consultation_locality (id, consultation_id) DEFERRABLE INITIALLY DEFERRED;
"""

ANYWHERE = """
ALTER TABLE consultation_response
    DROP CONSTRAINT response_window_of_its_consultation,
    DROP CONSTRAINT response_locality_of_its_consultation;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0001_initial"),
        ("strategy", "0002_freeze_published_editions"),
    ]

    operations = [
        migrations.RunSQL(SENT_STAYS, SENT_MAY_GO),
        migrations.RunSQL(WITHIN_ONE_CONSULTATION, ANYWHERE),
    ]
