"""Until its publication date an edition can become a draft again; from then on nothing changes.

By the database's own clock, so that a demonstration clock cannot undo a real publication.
"""

from django.db import migrations

ALLOW = """
CREATE OR REPLACE FUNCTION refuse_change_to_published_edition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND NOT (
        TG_OP = 'UPDATE' AND OLD.published_at > now() AND NEW.published_at IS NULL
    ) THEN
        RAISE EXCEPTION 'The edition "%" is published and can no longer be changed. '
            'Make the correction in a new edition.', OLD.title USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change_to_published_edition() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'The edition "%" is published and can no longer be changed. '
            'Make the correction in a new edition.', OLD.title USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("strategy", "0004_publication_by_two_officers")]

    operations = [migrations.RunSQL(ALLOW, REFUSE)]
