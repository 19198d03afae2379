"""What the database refuses: themes, areas and goals are frozen with their edition, and stay within it."""

from django.db import migrations

from strategy.freezing import frozen_with_its_edition, within_one_edition


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0001_tables"),
        ("strategy", "0002_guards"),
    ]

    operations = [
        frozen_with_its_edition("themes_umbrellatheme"),
        frozen_with_its_edition("themes_areaoffocus"),
        frozen_with_its_edition("themes_areaofassurance"),
        frozen_with_its_edition("themes_goal"),
        within_one_edition("themes_areaoffocus", "theme", "themes_umbrellatheme"),
        within_one_edition("themes_areaofassurance", "theme", "themes_umbrellatheme"),
        within_one_edition("themes_goal", "area_of_focus", "themes_areaoffocus"),
    ]
