"""What the database refuses: a live consultation without a text that is agreed for publication, and
a consultation on a draft that was thrown away.

Each trigger locks or holds the edition's row, so two officers in one moment cannot get past it.
"""

from django.db import migrations

from sdp_portal.database.guards import functions

FUNCTIONS = """
CREATE FUNCTION refuse_consultation_without_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edition record;
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.edition_id, OLD.went_live_at)
        IS NOT DISTINCT FROM (NEW.edition_id, NEW.went_live_at)
    THEN
        RETURN NEW;
    END IF;
    SELECT title, published_at, thrown_away_at INTO edition FROM strategy_edition
    WHERE id = NEW.edition_id FOR SHARE;
    IF edition.thrown_away_at IS NOT NULL THEN
        RAISE EXCEPTION 'The edition "%" was thrown away, so nobody can be consulted on it.',
            edition.title USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.went_live_at IS NOT NULL AND edition.published_at IS NULL THEN
        RAISE EXCEPTION 'The consultation cannot be live: the public cannot read its text.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_to_take_text_from_consultation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND NEW.published_at IS NULL AND EXISTS (
        SELECT FROM consultation_consultation
        WHERE edition_id = OLD.id AND went_live_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A live consultation asks about the edition "%".', OLD.title
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.thrown_away_at IS NULL AND NEW.thrown_away_at IS NOT NULL AND EXISTS (
        SELECT FROM consultation_consultation WHERE edition_id = OLD.id
    ) THEN
        RAISE EXCEPTION 'A consultation is being prepared on the edition "%".', OLD.title
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER consultation_consultation_text
    BEFORE INSERT OR UPDATE ON consultation_consultation
    FOR EACH ROW EXECUTE FUNCTION refuse_consultation_without_text();
CREATE TRIGGER strategy_edition_text_consulted_on BEFORE UPDATE ON strategy_edition
    FOR EACH ROW EXECUTE FUNCTION refuse_to_take_text_from_consultation();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0010_mistakes_shown_on_public_pages"),
        ("strategy", "0008_thrown_away_drafts_stay"),
    ]

    operations = [
        functions(FUNCTIONS),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
