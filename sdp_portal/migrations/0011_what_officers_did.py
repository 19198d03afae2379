from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sdp_portal", "0010_acts_stay")]

    operations = [
        migrations.AlterModelOptions(
            name="act",
            options={
                "ordering": ["-at", "-pk"],
                "verbose_name": "act of an officer",
                "verbose_name_plural": "what officers did",
            },
        ),
    ]
