"""Parts are indexed by the database's own rule, and a milestone may wait for another."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import sdp_portal.search


class Migration(migrations.Migration):
    dependencies = [
        ("sdp_portal", "0003_search"),
        ("strategy", "0007_where_the_text_comes_from"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="part", name="part_search"),
        migrations.RemoveField(model_name="part", name="search"),
        migrations.AddField(
            model_name="part",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.SearchVector(
                        sdp_portal.search.WordsToIndex("title"), config="english", weight="A"
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        sdp_portal.search.WordsToIndex("plain_text"), config="english", weight="B"
                    ),
                    django.contrib.postgres.search.SearchConfig("english"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="part",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="part_search"),
        ),
        migrations.AddField(
            model_name="milestone",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="It does not begin before this milestone is reached: a strategy is in force only once it has been adopted.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="followed_by",
                to="strategy.milestone",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("follows", models.F("id")), _negated=True),
                name="milestone_does_not_follow_itself",
                violation_error_message="A milestone cannot follow itself.",
            ),
        ),
    ]
