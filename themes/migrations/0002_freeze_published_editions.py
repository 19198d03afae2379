"""Themes, areas and goals are frozen with their edition, and stay within it."""

from importlib import import_module

from django.db import migrations

freeze = import_module("strategy.migrations.0002_freeze_published_editions").freeze


def within_one_edition(table, column, parent):
    name = f"{table}_and_{column}_in_one_edition"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
            FOREIGN KEY ({column}_id, edition_id) REFERENCES {parent} (id, edition_id)
            DEFERRABLE INITIALLY DEFERRED;
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0001_initial"),
        ("strategy", "0002_freeze_published_editions"),
    ]

    operations = [
        freeze("themes_umbrellatheme"),
        freeze("themes_areaoffocus"),
        freeze("themes_areaofassurance"),
        freeze("themes_goal"),
        within_one_edition("themes_areaoffocus", "theme", "themes_umbrellatheme"),
        within_one_edition("themes_areaofassurance", "theme", "themes_umbrellatheme"),
        within_one_edition("themes_goal", "area_of_focus", "themes_areaoffocus"),
    ]
