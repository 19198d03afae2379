"""Until now a consultation's page said of every group that the link was sent to it. Of consultations
that are live it goes on saying so; of a copy only what is recorded."""

from django.db import migrations

INSERT = """
INSERT INTO consultation_sharing (group_id, shared_on, how, by)
SELECT g.id, NULL, 'As the source of the text says', 'Not recorded'
FROM consultation_circulationgroup g
JOIN consultation_consultation c ON c.id = g.consultation_id
WHERE c.went_live_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM consultation_sharing s WHERE s.group_id = g.id)
"""


class Migration(migrations.Migration):
    dependencies = [("consultation", "0014_sharings_shown_on_public_pages")]

    operations = [migrations.RunSQL(INSERT, migrations.RunSQL.noop)]
