"""What the editions of an earlier version are.

An edition that somebody decided on, that nobody was consulted on, and that was published after the
consultations on its strategy had closed, is in force. All others stay for consultation. The guard
is off for this one statement, because no edition had a standing when it was published.
"""

from django.db import migrations

SET_STANDING = """
DO $$ BEGIN
    IF to_regclass('consultation_window') IS NULL THEN
        RETURN;  -- a new database: there are no editions
    END IF;
    ALTER TABLE strategy_edition DISABLE TRIGGER strategy_edition_frozen;
    UPDATE strategy_edition AS edition SET standing = 'in-force'
    WHERE published_at IS NOT NULL AND decided_on IS NOT NULL AND NOT EXISTS (
        SELECT FROM consultation_window AS "window"
        JOIN consultation_consultation AS consultation ON consultation.id = "window".consultation_id
        JOIN strategy_edition AS consulted ON consulted.id = consultation.edition_id
        WHERE consulted.strategy_id = edition.strategy_id
            AND (consulted.id = edition.id OR "window".closes_at > edition.published_at)
    );
    SET CONSTRAINTS ALL IMMEDIATE;  -- what the update put off; a table that waits is not altered
    ALTER TABLE strategy_edition ENABLE TRIGGER strategy_edition_frozen;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0004_standing_of_editions"),
    ]

    operations = [
        migrations.RunSQL(SET_STANDING, migrations.RunSQL.noop),
    ]
