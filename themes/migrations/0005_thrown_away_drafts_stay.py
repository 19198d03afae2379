"""What the database refuses: themes, areas and goals of a draft that was thrown away stay."""

from django.db import migrations

from strategy.freezing import thrown_away_with_its_edition


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0004_old_addresses_are_never_given_again"),
        ("strategy", "0008_thrown_away_drafts_stay"),
    ]

    operations = [
        thrown_away_with_its_edition("themes_umbrellatheme"),
        thrown_away_with_its_edition("themes_areaoffocus"),
        thrown_away_with_its_edition("themes_areaofassurance"),
        thrown_away_with_its_edition("themes_goal"),
    ]
