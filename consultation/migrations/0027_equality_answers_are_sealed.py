"""Equality answers are sealed until ten or more are counted together, network addresses are not
stored, and a response says when its sender last changed it.

The totals so far begin anew: they were kept by day.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

# A consultation counts as answered once one form is in, because which questions it answers is sealed.
KEPT = """
CREATE OR REPLACE FUNCTION refuse_other_words_for_equality_question() RETURNS trigger
LANGUAGE plpgsql AS $$
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

CREATE OR REPLACE FUNCTION refuse_to_count_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.option_id = OLD.option_id AND NEW.number >= OLD.number THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What was counted stays.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE OR REPLACE TRIGGER consultation_equalityquestion_asked
    BEFORE INSERT OR UPDATE OR DELETE ON consultation_equalityquestion
    FOR EACH ROW EXECUTE FUNCTION refuse_other_words_for_equality_question();
CREATE TRIGGER consultation_equalitycount_stays
    BEFORE UPDATE OR DELETE ON consultation_equalitycount
    FOR EACH ROW EXECUTE FUNCTION refuse_to_count_less();
CREATE TRIGGER consultation_equalitycount_kept BEFORE TRUNCATE ON consultation_equalitycount
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_empty_a_table();
"""


def of_the_consultation(name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to="consultation.consultation",
    )


class Migration(migrations.Migration):
    dependencies = [("consultation", "0026_mail_holds_its_occasion")]

    operations = [
        migrations.DeleteModel("SendingAddress"),
        migrations.DeleteModel("EqualityCount"),
        migrations.DeleteModel("EqualityForm"),
        migrations.CreateModel(
            name="EqualityForm",
            fields=[
                ("nonce", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("consultation", of_the_consultation("equality_forms")),
            ],
            options={"ordering": ["nonce"]},
        ),
        migrations.CreateModel(
            name="EqualityBallot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("consultation", of_the_consultation("equality_ballots")),
                ("sealed", models.TextField()),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="EqualityCount",
            fields=[
                (
                    "option",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="consultation.equalityoption",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
            ],
            options={"ordering": ["option"]},
        ),
        migrations.AddField(
            model_name="response",
            name="touched_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When its sender last changed it, after beginning it.",
                null=True,
            ),
        ),
        migrations.RunSQL(KEPT),
    ]
