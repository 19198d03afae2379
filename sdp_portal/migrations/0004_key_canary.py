"""The database remembers which keys it belongs to (`canary.py`)."""

from django.db import migrations

from sdp_portal import canary, keys

CREATE = """
CREATE TABLE key_canary (
    is_the_only_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_only_one),
    sealed text NOT NULL
);
"""


def plant(apps, schema_editor):
    canary.keep(keys.seal(canary.PURPOSE, purpose=canary.PURPOSE))


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0003_search")]

    operations = [
        migrations.RunSQL(CREATE, "DROP TABLE key_canary;"),
        migrations.RunPython(plant, migrations.RunPython.noop),
    ]
