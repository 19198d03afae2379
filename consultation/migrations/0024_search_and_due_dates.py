"""What was said and who said it are indexed by the database's own rule; an outcome is due on the
day that officers set."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

import sdp_portal.search


def _search():
    return models.GeneratedField(
        db_persist=True,
        expression=django.contrib.postgres.search.SearchVector(
            sdp_portal.search.WordsToIndex("text"), config="english"
        ),
        output_field=django.contrib.postgres.search.SearchVectorField(),
    )


def _replace(model):
    index = django.contrib.postgres.indexes.GinIndex(fields=["search"], name=f"{model}_search")
    return [
        migrations.RemoveIndex(model_name=model, name=index.name),
        migrations.RemoveField(model_name=model, name="search"),
        migrations.AddField(model_name=model, name="search", field=_search()),
        migrations.AddIndex(model_name=model, index=index),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0023_how_a_file_is_read"),
        ("sdp_portal", "0003_search"),
    ]

    operations = [
        *_replace("answer"),
        *_replace("comment"),
        migrations.RemoveIndex(model_name="response", name="response_names"),
        migrations.AddIndex(
            model_name="response",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    sdp_portal.search.WordsToIndex("name"),
                    sdp_portal.search.WordsToIndex("organisation"),
                    config="simple",
                ),
                condition=models.Q(("received_at__isnull", False)),
                name="response_names",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="response_due_on",
            field=models.DateField(
                blank=True,
                help_text="The last day for publishing the outcome. Shown to the public once you set it.",
                null=True,
            ),
        ),
    ]
