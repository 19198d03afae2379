from django.db import migrations

from site_wide.officer_groups import make_groups, remove_groups


def forwards(apps, schema_editor):
    make_groups(using=schema_editor.connection.alias)


def backwards(apps, schema_editor):
    remove_groups(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("consultation", "0004_shown_on_public_pages"),
        ("themes", "0003_shown_on_public_pages"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
