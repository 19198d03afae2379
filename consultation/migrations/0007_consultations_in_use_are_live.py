"""Consultations that were there before the checklist are public already and stay so."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consultation", "0006_keep_every_route")]

    operations = [
        migrations.RunSQL(
            "UPDATE consultation_consultation SET went_live_at = now() WHERE went_live_at IS NULL",
            migrations.RunSQL.noop,
        )
    ]
