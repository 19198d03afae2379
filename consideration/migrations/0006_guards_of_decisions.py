"""What the database refuses: that something was decided or redacted stays on the record.

A redaction can be lifted, once. It ends where the comment ends.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

DECISIONS = """
CREATE FUNCTION refuse_change_to_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What officers decided stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_other_change_to_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.lifted_at IS NULL
        AND (OLD.id, OLD.comment_id, OLD.start, OLD."end", OLD.reason,
                OLD.redacted_at, OLD.redacted_by_id)
            IS NOT DISTINCT FROM
            (NEW.id, NEW.comment_id, NEW.start, NEW."end", NEW.reason,
                NEW.redacted_at, NEW.redacted_by_id)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'That something was redacted stays on the record.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_redaction_beyond_the_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."end" > (SELECT length(text) FROM consultation_comment WHERE id = NEW.comment_id) THEN
        RAISE EXCEPTION 'The passage ends after the comment.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consideration_redaction_within BEFORE INSERT ON consideration_redaction
    FOR EACH ROW EXECUTE FUNCTION refuse_redaction_beyond_the_text();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consideration", "0005_reviews_and_redactions"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(DECISIONS),
        guard("consideration_review", "UPDATE OR DELETE", "refuse_change_to_review"),
        guard("consideration_redaction", "UPDATE OR DELETE", "refuse_other_change_to_redaction"),
    ]
