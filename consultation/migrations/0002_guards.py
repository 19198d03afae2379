"""What the database refuses, whoever asks: nothing that was sent or counted changes.

What happens to it later stands beside it. A later version of a response carries on its reference and
stays in its window. The words of a question are fixed once somebody has responded. What belongs to
a response belongs to its consultation. Example responses (`sample_responses`) can be removed.

`refuse_to_empty_a_table`, by which `guard` refuses TRUNCATE, is made by sdp_portal.
"""

from django.db import migrations

from sdp_portal.database.guards import functions, guard

# A token can be sealed anew with another key: it stays the same.
RESPONSES = """
CREATE FUNCTION refuse_change_to_sent_response() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.consultation_id <> NEW.consultation_id THEN
        RAISE EXCEPTION 'A response stays in its consultation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.received_at IS NOT NULL AND NOT (TG_OP = 'DELETE' AND OLD.is_sample) THEN
        IF TG_OP = 'UPDATE'
            AND to_jsonb(OLD) - 'sealed_token' = to_jsonb(NEW) - 'sealed_token'
        THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'Response % was sent and can no longer be changed.', OLD.reference
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION hold_versions_together() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    earlier record;
BEGIN
    IF NEW.replaces_id IS NULL THEN
        RETURN NEW;
    END IF;
    SELECT * INTO earlier FROM consultation_response WHERE id = NEW.replaces_id;
    IF earlier.received_at IS NULL
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
"""

# The question is locked, so that it is not moved to another part meanwhile.
WORDS_AND_CHOICES = """
CREATE FUNCTION refuse_change_to_sent_words_and_choices() RETURNS trigger LANGUAGE plpgsql AS $$
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
            RAISE EXCEPTION 'Response % was sent: what it says can no longer be changed.',
                response.reference USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    -- Its key is checked only at the end: by then the response could be there, and sent.
    IF NOT FOUND AND TG_OP <> 'DELETE' THEN
        RAISE EXCEPTION 'There is no such response.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION hold_comment_to_its_subject() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked_about bigint;
BEGIN
    IF NEW.question_id IS NOT NULL THEN
        SELECT q.part_id INTO asked_about FROM consultation_question q
        JOIN consultation_response r ON r.consultation_id = q.consultation_id
        WHERE q.id = NEW.question_id AND r.id = NEW.response_id
        FOR SHARE OF q;
        IF NOT FOUND OR NEW.part_id IS DISTINCT FROM asked_about THEN
            RAISE EXCEPTION 'A comment that answers a question of the consultation is about what '
                'the question is about.' USING ERRCODE = 'restrict_violation';
        END IF;
    ELSIF NEW.part_id IS NOT NULL AND NOT EXISTS (
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

CREATE FUNCTION hold_answer_to_its_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM consultation_question q
    JOIN consultation_response r ON r.consultation_id = q.consultation_id
    WHERE r.id = NEW.response_id AND q.id = NEW.question_id
    FOR SHARE OF q;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'An answer must be to a question of the consultation.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
WHAT_IT_IS_ABOUT = """
CREATE TRIGGER consultation_comment_subject BEFORE INSERT OR UPDATE ON consultation_comment
    FOR EACH ROW EXECUTE FUNCTION hold_comment_to_its_subject();
CREATE TRIGGER consultation_answer_subject BEFORE INSERT OR UPDATE ON consultation_answer
    FOR EACH ROW EXECUTE FUNCTION hold_answer_to_its_question();
"""

QUESTIONS = """
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
        -- What somebody has begun to say to it is about its part.
        IF (OLD.part_id, OLD.consultation_id)
            IS DISTINCT FROM (NEW.part_id, NEW.consultation_id)
            AND (EXISTS (SELECT 1 FROM consultation_comment WHERE question_id = OLD.id)
                OR EXISTS (SELECT 1 FROM consultation_answer WHERE question_id = OLD.id))
        THEN
            RAISE EXCEPTION 'Somebody has begun to answer the question, so it stays about the same '
                'part.' USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM consultation_response
        WHERE consultation_id IN (
            consultation, CASE WHEN TG_OP = 'UPDATE' THEN NEW.consultation_id END
        ) AND received_at IS NOT NULL AND NOT is_sample
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
"""

WITHDRAWALS = """
CREATE FUNCTION refuse_to_undo_withdrawal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT 1 FROM consultation_response WHERE id = OLD.response_id AND is_sample
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'A withdrawal stays on the record.' USING ERRCODE = 'restrict_violation';
END $$;
"""

# A consultation counts as answered once one form is in: which questions it answers is sealed.
EQUALITY = """
CREATE FUNCTION refuse_other_words_for_equality_question() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    asked_in bigint[];
BEGIN
    IF TG_TABLE_NAME = 'consultation_equalityquestion' THEN
        IF TG_OP = 'UPDATE' AND (OLD.wording, OLD.hint, OLD.consultation_id)
            = (NEW.wording, NEW.hint, NEW.consultation_id)
        THEN
            RETURN NEW;
        END IF;
        asked_in := ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.consultation_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.consultation_id END
        ];
    ELSE
        IF TG_OP = 'UPDATE' AND (OLD.label, OLD.question_id) = (NEW.label, NEW.question_id) THEN
            RETURN NEW;
        END IF;
        asked_in := ARRAY(
            SELECT consultation_id FROM consultation_equalityquestion WHERE id IN (
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.question_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.question_id END
            )
        );
    END IF;
    IF EXISTS (
        SELECT 1 FROM consultation_equalityballot WHERE consultation_id = ANY(asked_in)
    ) OR EXISTS (
        SELECT 1 FROM consultation_equalitycount c
        JOIN consultation_equalityoption o ON o.id = c.option_id
        JOIN consultation_equalityquestion q ON q.id = o.question_id
        WHERE q.consultation_id = ANY(asked_in)
    ) THEN
        RAISE EXCEPTION 'Somebody has answered the questions, so they stay as they were asked.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_to_count_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.option_id = OLD.option_id AND NEW.number >= OLD.number THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was counted stays.' USING ERRCODE = 'restrict_violation';
END $$;
"""

# Composite foreign keys, which Django 5.2 cannot declare.
WITHIN_ONE_CONSULTATION = """
ALTER TABLE consultation_response
    ADD CONSTRAINT response_window_of_its_consultation FOREIGN KEY (window_id, consultation_id)
        REFERENCES consultation_window (id, consultation_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT response_locality_of_its_consultation FOREIGN KEY (locality_id, consultation_id)
        REFERENCES consultation_locality (id, consultation_id) DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT response_via_group_of_its_consultation FOREIGN KEY (via_id, consultation_id)
        REFERENCES consultation_circulationgroup (id, consultation_id)
        DEFERRABLE INITIALLY DEFERRED,
    ADD CONSTRAINT response_invited_to_its_window FOREIGN KEY (invitation_id, window_id)
        REFERENCES consultation_invitation (id, window_id) DEFERRABLE INITIALLY DEFERRED;
"""
ANYWHERE = """
ALTER TABLE consultation_response
    DROP CONSTRAINT response_window_of_its_consultation,
    DROP CONSTRAINT response_locality_of_its_consultation,
    DROP CONSTRAINT response_via_group_of_its_consultation,
    DROP CONSTRAINT response_invited_to_its_window;
"""

VERSIONS = """
CREATE TRIGGER consultation_response_versions BEFORE INSERT OR UPDATE ON consultation_response
    FOR EACH ROW EXECUTE FUNCTION hold_versions_together();
"""
KEPT = """
CREATE TRIGGER consultation_flag_kept BEFORE TRUNCATE ON consultation_flag
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
CREATE TRIGGER consultation_attachment_kept BEFORE TRUNCATE ON consultation_attachment
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""


ANY_CHANGE = "INSERT OR UPDATE OR DELETE"
ONCE_THERE = "UPDATE OR DELETE"


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0001_tables"),
        ("sdp_portal", "0005_guards"),
    ]

    operations = [
        functions(RESPONSES),
        guard("consultation_response", ONCE_THERE, "refuse_change_to_sent_response"),
        migrations.RunSQL(VERSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(WITHIN_ONE_CONSULTATION, ANYWHERE),
        functions(WORDS_AND_CHOICES),
        guard("consultation_comment", ANY_CHANGE, "refuse_change_to_sent_words_and_choices"),
        guard("consultation_answer", ANY_CHANGE, "refuse_change_to_sent_words_and_choices"),
        migrations.RunSQL(WHAT_IT_IS_ABOUT, migrations.RunSQL.noop),
        functions(QUESTIONS),
        guard("consultation_question", ANY_CHANGE, "refuse_other_words_for_question"),
        functions(WITHDRAWALS),
        guard("consultation_withdrawal", ONCE_THERE, "refuse_to_undo_withdrawal"),
        migrations.RunSQL(
            KEPT,
            "DROP TRIGGER consultation_flag_kept ON consultation_flag;"
            "DROP TRIGGER consultation_attachment_kept ON consultation_attachment;",
        ),
        functions(EQUALITY),
        guard(
            "consultation_equalityquestion", ANY_CHANGE, "refuse_other_words_for_equality_question"
        ),
        guard(
            "consultation_equalityoption", ANY_CHANGE, "refuse_other_words_for_equality_question"
        ),
        guard("consultation_equalitycount", ONCE_THERE, "refuse_to_count_less"),
    ]
