"""What was sent stays, by whichever route it came: its versions, answers, questions, withdrawal.

A later version of a response carries on its reference and stays in its window. The words of a
question are fixed once somebody has sent a response. A group's link, an invitation and a question
belong to the consultation of the response. The functions for comments and responses are made by
migration 0002, `refuse_to_empty_a_table` by strategy's 0002.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION hold_versions_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    earlier record;
BEGIN
    IF NEW.replaces_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO earlier FROM consultation_response WHERE id = NEW.replaces_id;
    IF earlier.received_at IS NULL
        OR earlier.consultation_id <> NEW.consultation_id
        OR earlier.window_id <> NEW.window_id
        OR earlier.version + 1 <> NEW.version
        OR NEW.received_at IS NOT NULL AND earlier.reference <> NEW.reference
    THEN
        RAISE EXCEPTION 'A version follows the one sent before it, under the same reference.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.received_at IS NOT NULL AND EXISTS (
        SELECT 1 FROM consultation_withdrawal WHERE response_id = NEW.replaces_id
    ) THEN
        RAISE EXCEPTION 'Response % was withdrawn.', earlier.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_change_to_sent_answer() RETURNS trigger LANGUAGE plpgsql AS $$
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
            RAISE EXCEPTION 'Response % was sent: its answers can no longer be changed.',
                response.reference USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM consultation_response r
        JOIN consultation_question q ON q.consultation_id = r.consultation_id
        WHERE r.id = NEW.response_id AND q.id = NEW.question_id
    ) THEN
        RAISE EXCEPTION 'An answer must be to a question of the consultation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_other_words_for_question() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    consultation bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.consultation_id
        ELSE NEW.consultation_id END;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.wording, OLD.part_id, OLD.has_comment_box, OLD.consultation_id)
            IS NOT DISTINCT FROM
            (NEW.wording, NEW.part_id, NEW.has_comment_box, NEW.consultation_id)
        THEN
            RETURN NEW;
        END IF;
        consultation := OLD.consultation_id;
    END IF;
    IF EXISTS (
        SELECT 1 FROM consultation_response
        WHERE consultation_id = consultation AND received_at IS NOT NULL AND NOT is_sample
    ) THEN
        RAISE EXCEPTION 'People have responded, so the questions stay as they were asked.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF NEW.part_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM consultation_consultation c
        JOIN strategy_part p ON p.edition_id = c.edition_id
        WHERE c.id = NEW.consultation_id AND p.id = NEW.part_id
    ) THEN
        RAISE EXCEPTION 'A question must be about a part of the edition that is consulted on.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_to_undo_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM consultation_response WHERE id = OLD.response_id AND is_sample
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A withdrawal stays on the record.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER consultation_response_versions
    BEFORE INSERT OR UPDATE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION hold_versions_together();
CREATE TRIGGER consultation_answer_sent
    BEFORE INSERT OR UPDATE OR DELETE ON consultation_answer
    FOR EACH ROW EXECUTE FUNCTION refuse_change_to_sent_answer();
CREATE TRIGGER consultation_answer_kept BEFORE TRUNCATE ON consultation_answer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
CREATE TRIGGER consultation_question_asked
    BEFORE INSERT OR UPDATE OR DELETE ON consultation_question
    FOR EACH ROW EXECUTE FUNCTION refuse_other_words_for_question();
CREATE TRIGGER consultation_withdrawal_stays
    BEFORE UPDATE OR DELETE ON consultation_withdrawal
    FOR EACH ROW EXECUTE FUNCTION refuse_to_undo_withdrawal();
CREATE TRIGGER consultation_withdrawal_kept BEFORE TRUNCATE ON consultation_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
CREATE TRIGGER consultation_attachment_kept BEFORE TRUNCATE ON consultation_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""

LET_GO = """
DROP TRIGGER consultation_response_versions ON consultation_response;
DROP TRIGGER consultation_answer_sent ON consultation_answer;
DROP TRIGGER consultation_answer_kept ON consultation_answer;
DROP TRIGGER consultation_question_asked ON consultation_question;
DROP TRIGGER consultation_withdrawal_stays ON consultation_withdrawal;
DROP TRIGGER consultation_withdrawal_kept ON consultation_withdrawal;
DROP TRIGGER consultation_attachment_kept ON consultation_attachment;
DROP FUNCTION hold_versions_together();
DROP FUNCTION refuse_change_to_sent_answer();
DROP FUNCTION refuse_other_words_for_question();
DROP FUNCTION refuse_to_undo_withdrawal();
"""

WITHIN_ONE_CONSULTATION = """
ALTER TABLE consultation_response
    ADD CONSTRAINT response_via_group_of_its_consultation FOREIGN KEY (via_id, consultation_id)
        REFERENCES consultation_circulationgroup (id, consultation_id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT response_invited_to_its_window FOREIGN KEY (invitation_id, window_id)
        REFERENCES consultation_invitation (id, window_id) DEFERRABLE INITIALLY DEFERRED;
"""

ANYWHERE = """
ALTER TABLE consultation_response
    DROP CONSTRAINT response_via_group_of_its_consultation,
    DROP CONSTRAINT response_invited_to_its_window;
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0005_every_route")]

    operations = [
        migrations.RunSQL(KEPT, LET_GO),
        migrations.RunSQL(WITHIN_ONE_CONSULTATION, ANYWHERE),
    ]
