"""What the database refuses: a draft that was thrown away stays as it was, and so do its items.

The triggers of 0002_guards run first, because their names come first in the alphabet. They lock the
edition's row, so no item can change while another transaction throws the draft away.
"""

from django.db import migrations

from sdp_portal.database.guards import functions
from strategy.freezing import thrown_away_with_its_edition

FUNCTIONS = """
CREATE FUNCTION refuse_change_to_thrown_away_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The edition "%" was thrown away and can no longer be changed.', OLD.title
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION refuse_change_to_item_of_thrown_away_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM strategy_edition WHERE thrown_away_at IS NOT NULL AND id IN (
            CASE WHEN TG_OP <> 'INSERT' THEN OLD.edition_id END,
            CASE WHEN TG_OP <> 'DELETE' THEN NEW.edition_id END
        )
    ) THEN
        RAISE EXCEPTION 'Its edition was thrown away and can no longer be changed.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""
ON_EDITIONS = """
CREATE TRIGGER strategy_edition_thrown_away BEFORE UPDATE OR DELETE ON strategy_edition
    FOR EACH ROW WHEN (OLD.thrown_away_at IS NOT NULL)
    EXECUTE FUNCTION refuse_change_to_thrown_away_edition();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0007_thrown_away_drafts"),
    ]

    operations = [
        functions(FUNCTIONS),
        migrations.RunSQL(ON_EDITIONS, migrations.RunSQL.noop),
        thrown_away_with_its_edition("strategy_section"),
        thrown_away_with_its_edition("strategy_part"),
    ]
