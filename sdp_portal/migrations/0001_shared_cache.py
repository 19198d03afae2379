from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """Failed sign-ins are counted in a cache that all processes share: a table (see settings)."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.RunPython(
            create,
            lambda apps, schema_editor: schema_editor.execute("DROP TABLE shared_cache"),
        )
    ]
