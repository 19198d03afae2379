import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models

import sdp_portal.forms


class Migration(migrations.Migration):
    dependencies = [
        ("strategy", "0014_services_have_a_purpose_and_a_check"),
        ("sdp_portal", "0014_words_written_apart"),
    ]

    operations = [
        migrations.CreateModel(
            name="Synonym",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "searched",
                    models.CharField(
                        help_text="A word or a few words, as people type them: “noise”. Capital letters, hyphens and endings do not matter.",
                        max_length=100,
                        validators=[sdp_portal.forms.stays_on_one_line],
                        verbose_name="when people search for",
                    ),
                ),
                (
                    "also",
                    models.CharField(
                        help_text="Words that stand on our pages: “anti-social behaviour”.",
                        max_length=100,
                        validators=[sdp_portal.forms.stays_on_one_line],
                        verbose_name="we also look for",
                    ),
                ),
                (
                    "asked",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            django.contrib.postgres.search.SearchConfig("english"),
                            django.db.models.functions.text.Replace(
                                "searched", models.Value("-"), models.Value(" ")
                            ),
                            function="words_to_find",
                            output_field=django.contrib.postgres.search.SearchQueryField(),
                        ),
                        output_field=django.contrib.postgres.search.SearchQueryField(),
                    ),
                ),
            ],
            options={
                "verbose_name": "word that people search for",
                "verbose_name_plural": "words that people search for",
                "ordering": ["searched", "also"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("searched", "also"),
                        name="synonym_once",
                        violation_error_message="These words are already in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("also__regex", "\\w"), ("searched__regex", "\\w")),
                        name="synonym_has_words",
                        violation_error_message="Enter at least one word in both boxes.",
                    ),
                ],
            },
        ),
    ]
