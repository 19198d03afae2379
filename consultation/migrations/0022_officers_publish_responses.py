from django.db import migrations

from consultation.officer_groups import make_groups


def forwards(apps, schema_editor):
    make_groups(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("consultation", "0021_published_responses_stay")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
