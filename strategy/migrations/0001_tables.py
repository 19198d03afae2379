import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import sdp_portal.search
import strategy.rich_text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sdp_portal", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("title", models.CharField(max_length=200)),
                (
                    "note",
                    models.TextField(blank=True, help_text="What is planned, or what happened."),
                ),
                ("planned_from", models.DateField()),
                (
                    "planned_to",
                    models.DateField(help_text="The last day; the same day for a single date."),
                ),
                (
                    "precision",
                    models.CharField(
                        choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                        default="day",
                        max_length=10,
                    ),
                ),
                ("reached_on", models.DateField(blank=True, null=True)),
                ("link", models.URLField(blank=True, help_text="Minutes or papers.")),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        help_text="It does not begin before this milestone is reached: a strategy is in force only once it has been adopted.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="followed_by",
                        to="strategy.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["planned_to", "planned_from", "key"],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "change_note",
                    models.TextField(
                        blank=True,
                        help_text="What changed since the edition before, and why, for the public.",
                    ),
                ),
                (
                    "source_note",
                    models.CharField(
                        blank=True,
                        help_text="Where the text comes from, in a sentence or two. It is shown on every page of this edition. Leave it empty if the text is the partnership’s own.",
                        max_length=400,
                        verbose_name="about this text",
                    ),
                ),
                (
                    "decided_by",
                    models.CharField(
                        blank=True,
                        help_text="The body: the Partnership, Cabinet.",
                        max_length=200,
                        verbose_name="who decided",
                    ),
                ),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decision_link", models.URLField(blank=True, verbose_name="minutes or papers")),
                ("proposed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "proposed_text",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Fingerprint of the text proposed.",
                        max_length=64,
                    ),
                ),
                (
                    "publish_from",
                    models.DateTimeField(
                        blank=True,
                        help_text="The moment from which the public reads it; empty for as soon as it is agreed.",
                        null=True,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The published edition that this one was copied from.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="strategy.edition",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="Who asked for it to be published.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        help_text="The officer who agreed to it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="editions",
                        to="strategy.milestone",
                        verbose_name="milestone reached",
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "permissions": [("publish_edition", "Can agree to the publication of an edition")],
            },
        ),
        migrations.CreateModel(
            name="Section",
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
                    "placement",
                    models.CharField(
                        choices=[("before", "Before the themes"), ("after", "After the themes")],
                        default="after",
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ambition", "The ambition, in large type on the home page"),
                            ("area-of-focus", "What “area of focus” means"),
                            ("area-of-assurance", "What “area of assurance” means"),
                            ("ways-of-working", "The agreed ways of working"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="strategy.edition"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsections",
                        to="strategy.section",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalSection",
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
                    "placement",
                    models.CharField(
                        choices=[("before", "Before the themes"), ("after", "After the themes")],
                        default="after",
                        max_length=10,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ambition", "The ambition, in large type on the home page"),
                            ("area-of-focus", "What “area of focus” means"),
                            ("area-of-assurance", "What “area of assurance” means"),
                            ("ways-of-working", "The agreed ways of working"),
                        ],
                        max_length=30,
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="strategy.section",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical section",
                "verbose_name_plural": "historical sections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "first_year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1998),
                            django.core.validators.MaxValueValidator(2200),
                        ]
                    ),
                ),
                ("last_year", models.PositiveSmallIntegerField()),
                (
                    "coverage",
                    models.CharField(
                        help_text="Which places it is for: “Countywide”, or a list of divisions.",
                        max_length=200,
                    ),
                ),
                (
                    "how_developed",
                    strategy.rich_text.RichTextField(
                        blank=True, help_text="How the strategy came about."
                    ),
                ),
                (
                    "equality_impact_state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("under-way", "Under way"),
                            ("complete", "Complete"),
                        ],
                        max_length=20,
                        verbose_name="equality impact assessment",
                    ),
                ),
                (
                    "equality_impact_text",
                    strategy.rich_text.RichTextField(
                        blank=True, verbose_name="about that assessment"
                    ),
                ),
                ("contact_name", models.CharField(max_length=200)),
                ("contact_telephone", models.CharField(blank=True, max_length=40)),
                ("contact_email", models.EmailField(blank=True, max_length=254)),
                ("contact_post", models.TextField(blank=True, verbose_name="postal address")),
            ],
            options={
                "verbose_name_plural": "strategies",
                "ordering": ["-first_year", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_year__gte", models.F("first_year"))),
                        name="strategy_period_runs_forwards",
                        violation_error_message="The last year must not be before the first year.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contact_email", ""),
                            ("contact_post", ""),
                            ("contact_telephone", ""),
                            _negated=True,
                        ),
                        name="strategy_contact_can_be_reached",
                        violation_error_message="Give a telephone number, an email or a postal address.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelatedPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("note", models.TextField(blank=True)),
                ("link", models.URLField(blank=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="related_plans",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="milestone",
            name="strategy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="milestones",
                to="strategy.strategy",
            ),
        ),
        migrations.CreateModel(
            name="Implication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("heading", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="implications",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="strategy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="strategy.strategy",
            ),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.SlugField()),
                ("title", models.CharField(max_length=200)),
                ("dated_on", models.DateField()),
                ("by", models.CharField(blank=True, max_length=300, verbose_name="whose document")),
                ("text", strategy.rich_text.RichTextField(blank=True)),
                ("link", models.URLField(blank=True)),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "ordering": ["-dated_on", "key"],
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bodies",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "verbose_name": "body of the development group",
                "verbose_name_plural": "bodies of the development group",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SupportService",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("what", models.TextField(blank=True, verbose_name="what it is for")),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("link", models.URLField(blank=True)),
                (
                    "everywhere",
                    models.BooleanField(
                        default=False,
                        help_text="Also shown before every text box, for instance 999 and 101.",
                    ),
                ),
                (
                    "shown_on",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(),
                        blank=True,
                        default=list,
                        help_text="Keys of the themes and areas on whose pages it is shown, with commas between.",
                        size=None,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="strategy.strategy",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(help_text="Reading order, counted from 1."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("section", "Section"),
                            ("theme", "Theme"),
                            ("area-of-focus", "Area of focus"),
                            ("goal", "Goal"),
                            ("area-of-assurance", "Area of assurance"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ambition", "The ambition, in large type on the home page"),
                            ("area-of-focus", "What “area of focus” means"),
                            ("area-of-assurance", "What “area of assurance” means"),
                            ("ways-of-working", "The agreed ways of working"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        max_length=150,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*\\Z",
                                "A key is made of small letters, digits and hyphens, with slashes between its steps.",
                            )
                        ],
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=20)),
                ("title", models.CharField(max_length=300)),
                ("text", strategy.rich_text.RichTextField(blank=True)),
                ("plain_text", models.TextField(blank=True)),
                (
                    "address",
                    models.CharField(help_text="Below the edition's own address.", max_length=400),
                ),
                ("sensitive", models.BooleanField(default=False)),
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
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                sdp_portal.search.WordsToIndex("title"),
                                config="english",
                                weight="A",
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                sdp_portal.search.WordsToIndex("plain_text"),
                                config="english",
                                weight="B",
                            ),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="strategy.edition",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="strategy.part",
                    ),
                ),
            ],
            options={
                "ordering": ["edition", "position"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search"], name="part_search")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("edition", "key"), name="part_key_once_in_an_edition"
                    ),
                    models.UniqueConstraint(
                        fields=("edition", "position"), name="part_position_once_in_an_edition"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("edition", "key"),
                name="section_key_once_in_an_edition",
                violation_error_message="Another item of this edition has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                fields=("id", "edition"), name="section_in_its_edition"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(
                condition=models.Q(("role", ""), _negated=True),
                fields=("edition", "role"),
                name="section_role_once_in_an_edition",
                violation_error_message="Another section of this edition has that role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", models.F("id")), _negated=True),
                name="section_not_below_itself",
                violation_error_message="A section cannot be a part of itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.UniqueConstraint(
                fields=("strategy", "key"),
                name="milestone_key_once_in_a_strategy",
                violation_error_message="Another milestone of this strategy has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="milestone",
            constraint=models.CheckConstraint(
                condition=models.Q(("planned_to__gte", models.F("planned_from"))),
                name="milestone_runs_forwards",
                violation_error_message="The last day must not be before the first day.",
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
        migrations.AddConstraint(
            model_name="implication",
            constraint=models.UniqueConstraint(
                fields=("strategy", "heading"),
                name="implication_heading_once_in_a_strategy",
                violation_error_message="This heading is already there.",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)),
                fields=("strategy",),
                name="edition_one_draft_per_strategy",
                violation_error_message="This strategy already has a draft.",
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_at", None), ("proposed_by", None)),
                    models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                    _connector="OR",
                ),
                name="edition_proposed_by_someone",
                violation_error_message="A proposal has an officer and a moment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("strategy", "key"),
                name="document_key_once_in_a_strategy",
                violation_error_message="Another document of this strategy has that key.",
            ),
        ),
        migrations.AddConstraint(
            model_name="body",
            constraint=models.UniqueConstraint(
                fields=("strategy", "name"),
                name="body_once_in_a_strategy",
                violation_error_message="This body is already listed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportservice",
            constraint=models.UniqueConstraint(
                fields=("strategy", "name"),
                name="service_once_in_a_strategy",
                violation_error_message="This service is already listed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportservice",
            constraint=models.CheckConstraint(
                condition=models.Q(("link", ""), ("telephone", ""), _negated=True),
                name="service_can_be_reached",
                violation_error_message="Give a telephone number or a web address.",
            ),
        ),
    ]
