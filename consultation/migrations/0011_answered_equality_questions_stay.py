"""An equality question that somebody has answered keeps its words and its choices.

Only their order can still change. What was counted stays at least as high as it is.
"""

from django.db import migrations

KEPT = """
CREATE FUNCTION refuse_other_words_for_equality_question() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    question bigint;
BEGIN
    IF TG_TABLE_NAME = 'consultation_equalityquestion' THEN
        question := OLD.id;
        IF TG_OP = 'UPDATE' AND (OLD.wording, OLD.hint, OLD.consultation_id)
            = (NEW.wording, NEW.hint, NEW.consultation_id)
        THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'INSERT' THEN
        question := NEW.question_id;
    ELSE
        question := OLD.question_id;
        IF TG_OP = 'UPDATE' AND (OLD.label, OLD.question_id) = (NEW.label, NEW.question_id) THEN
            RETURN NEW;
        END IF;
    END IF;
    IF EXISTS (
        SELECT 1 FROM consultation_equalitycount c
        JOIN consultation_equalityoption o ON o.id = c.option_id
        WHERE o.question_id = question
    ) THEN
        RAISE EXCEPTION 'Somebody has answered this question, so it stays as it was asked.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION refuse_to_count_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.option_id = OLD.option_id AND NEW.answered_on = OLD.answered_on
        AND NEW.number >= OLD.number
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was counted stays.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER consultation_equalityquestion_asked
    BEFORE UPDATE OR DELETE ON consultation_equalityquestion
    FOR EACH ROW EXECUTE FUNCTION refuse_other_words_for_equality_question();
CREATE TRIGGER consultation_equalityoption_asked
    BEFORE INSERT OR UPDATE OR DELETE ON consultation_equalityoption
    FOR EACH ROW EXECUTE FUNCTION refuse_other_words_for_equality_question();
CREATE TRIGGER consultation_equalitycount_stays
    BEFORE UPDATE OR DELETE ON consultation_equalitycount
    FOR EACH ROW EXECUTE FUNCTION refuse_to_count_less();
CREATE TRIGGER consultation_equalitycount_kept BEFORE TRUNCATE ON consultation_equalitycount
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""

LET_GO = """
DROP TRIGGER consultation_equalityquestion_asked ON consultation_equalityquestion;
DROP TRIGGER consultation_equalityoption_asked ON consultation_equalityoption;
DROP TRIGGER consultation_equalitycount_stays ON consultation_equalitycount;
DROP TRIGGER consultation_equalitycount_kept ON consultation_equalitycount;
DROP FUNCTION refuse_other_words_for_equality_question();
DROP FUNCTION refuse_to_count_less();
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0010_officers_send_mail_again")]

    operations = [migrations.RunSQL(KEPT, LET_GO)]
