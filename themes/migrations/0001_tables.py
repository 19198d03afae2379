import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import strategy.rich_text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("strategy", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AreaOfFocus",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="strategy.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "area of focus",
                "verbose_name_plural": "areas of focus",
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalGoal",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "area_of_focus",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="themes.areaoffocus",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="strategy.edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical goal",
                "verbose_name_plural": "historical goals",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalUmbrellaTheme",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="strategy.edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical umbrella theme",
                "verbose_name_plural": "historical umbrella themes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Subgroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=100)),
                ("name", models.CharField(max_length=200)),
                (
                    "formal",
                    models.BooleanField(
                        default=True,
                        help_text="Leads an area of focus. Otherwise: an arrangement behind an area of assurance.",
                        verbose_name="formal subgroup",
                    ),
                ),
                ("text", strategy.rich_text.RichTextField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "leads",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Officers in the group “Subgroup lead” can change this subgroup and no other.",
                        related_name="subgroups_led",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subgroups",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "permissions": [("change_own_subgroup", "Can change the subgroups that they lead")],
            },
        ),
        migrations.AddField(
            model_name="areaoffocus",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="areas_of_focus",
                to="themes.subgroup",
                verbose_name="led by",
            ),
        ),
        migrations.CreateModel(
            name="UmbrellaTheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="strategy.edition"
                    ),
                ),
            ],
            options={
                "verbose_name": "umbrella theme",
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalAreaOfFocus",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="strategy.edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="themes.subgroup",
                        verbose_name="led by",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="themes.umbrellatheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical area of focus",
                "verbose_name_plural": "historical areas of focus",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAreaOfAssurance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="strategy.edition",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "arrangement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="The arrangement already in place for it.",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="themes.subgroup",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="themes.umbrellatheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical area of assurance",
                "verbose_name_plural": "historical areas of assurance",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="areaoffocus",
            name="theme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="areas_of_focus",
                to="themes.umbrellatheme",
            ),
        ),
        migrations.CreateModel(
            name="AreaOfAssurance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "sensitive",
                    models.BooleanField(
                        default=False,
                        help_text="Its pages carry “Exit this page”, for readers who may not be safe.",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="strategy.edition"
                    ),
                ),
                (
                    "arrangement",
                    models.ForeignKey(
                        blank=True,
                        help_text="The arrangement already in place for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas_of_assurance",
                        to="themes.subgroup",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas_of_assurance",
                        to="themes.umbrellatheme",
                    ),
                ),
            ],
            options={
                "verbose_name": "area of assurance",
                "verbose_name_plural": "areas of assurance",
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Goal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="Stays the same from edition to edition, whatever the title becomes.",
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                (
                    "text",
                    strategy.rich_text.RichTextField(
                        blank=True,
                        help_text="HTML: paragraphs, lists, bold, italics and links; all else is removed.",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("moved", "Moved from"),
                            ("merged", "Merged from"),
                            ("split", "Split from"),
                        ],
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                (
                    "came_from",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            max_length=150,
                            validators=[
                                django.core.validators.RegexValidator(
                                    "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                    "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                                )
                            ],
                        ),
                        blank=True,
                        default=list,
                        help_text="Keys of the parts of the edition before, with commas between.",
                        size=None,
                    ),
                ),
                (
                    "area_of_focus",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="goals",
                        to="themes.areaoffocus",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="strategy.edition"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "key"),
                        name="goal_key_once_in_an_edition",
                        violation_error_message="Another item of this edition has that key.",
                    ),
                    models.UniqueConstraint(fields=("id", "edition"), name="goal_in_its_edition"),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="subgroup",
            constraint=models.UniqueConstraint(
                fields=("strategy", "slug"),
                name="subgroup_once_in_a_strategy",
                violation_error_message="Another subgroup of this strategy has that address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="umbrellatheme",
            constraint=models.UniqueConstraint(
                fields=("edition", "key"),
                name="umbrellatheme_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="umbrellatheme",
            constraint=models.UniqueConstraint(
                fields=("id", "edition"), name="umbrellatheme_in_its_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaoffocus",
            constraint=models.UniqueConstraint(
                fields=("edition", "key"),
                name="areaoffocus_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="areaoffocus",
            constraint=models.UniqueConstraint(
                fields=("id", "edition"), name="areaoffocus_in_its_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="areaofassurance",
            constraint=models.UniqueConstraint(
                fields=("edition", "key"),
                name="areaofassurance_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="areaofassurance",
            constraint=models.UniqueConstraint(
                fields=("id", "edition"), name="areaofassurance_in_its_edition"
            ),
        ),
    ]
