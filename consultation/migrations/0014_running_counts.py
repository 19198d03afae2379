import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("consultation", "0013_found_among_a_million")]

    operations = [
        migrations.CreateModel(
            name="RunningCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "This website"),
                            ("paper", "Paper form"),
                            ("email", "Email"),
                            ("letter", "Letter"),
                            ("telephone", "Telephone"),
                            ("meeting", "Meeting"),
                        ],
                        max_length=20,
                    ),
                ),
                ("shard", models.SmallIntegerField()),
                ("responses", models.IntegerField()),
                ("comments", models.IntegerField()),
                ("answers", models.IntegerField()),
                ("late", models.IntegerField()),
                (
                    "headcount",
                    models.IntegerField(help_text="People at the meetings among the responses."),
                ),
                ("samples", models.IntegerField()),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consultation.circulationgroup",
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="consultation.window",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="runningcount",
            constraint=models.UniqueConstraint(
                fields=("window", "channel", "via", "shard"),
                name="running_count_once_a_cell_and_shard",
                nulls_distinct=False,
            ),
        ),
    ]
