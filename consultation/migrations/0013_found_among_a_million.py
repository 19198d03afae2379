"""The words of comments and answers are searched by an index, and what officers list and filter is
found without walking through everything that came."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0012_shown_on_public_pages"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="response",
            name="response_sent_newest_first",
        ),
        migrations.AddField(
            model_name="answer",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="answer",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="answer_search"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="comment_search"
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("looked_at", None)), fields=["response"], name="concern_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["-created_at", "-id"], name="mail_newest_first"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["state", "-created_at", "-id"], name="mail_by_state"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["kind", "-created_at", "-id"], name="mail_by_kind"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("to"), name="text_pattern_ops"
                ),
                name="mail_to_beginning",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("received_at__isnull", False)),
                fields=["-received_at", "-id"],
                name="response_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("received_at__isnull", False)),
                fields=["consultation", "-received_at", "-id"],
                name="response_sent_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("received_at", None)),
                fields=["consultation"],
                name="response_not_sent",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("received_at__isnull", False), ("replaces__isnull", False)),
                fields=["replaces"],
                name="response_later_version",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(
                    ("received_at__isnull", False), models.Q(("channel", "web"), _negated=True)
                ),
                fields=["channel", "-received_at", "-id"],
                name="response_by_another_way",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                condition=models.Q(("is_late", True)),
                fields=["-received_at", "-id"],
                name="response_late",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    "name", "organisation", config="simple"
                ),
                condition=models.Q(("received_at__isnull", False)),
                name="response_names",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass("reference", name="varchar_pattern_ops"),
                condition=models.Q(("received_at__isnull", False)),
                name="response_reference_beginning",
            ),
        ),
        migrations.AddIndex(
            model_name="response",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Lower("email"), name="text_pattern_ops"
                ),
                condition=models.Q(
                    ("received_at__isnull", False), models.Q(("email", ""), _negated=True)
                ),
                name="response_email_beginning",
            ),
        ),
    ]
