from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0021_references_of_officers_own")]

    operations = [
        migrations.AddField(
            model_name="locality",
            name="valid_from",
            field=models.DateField(blank=True, null=True, verbose_name="exists from"),
        ),
        migrations.AddField(
            model_name="locality",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="last day"),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_until__gte", models.F("valid_from"))),
                name="locality_ends_after_it_begins",
                violation_error_message="The last day must not be before the first.",
            ),
        ),
    ]
