import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultation", "0015_keep_running_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("is_first", models.BooleanField()),
                ("added", models.PositiveIntegerField(verbose_name="comments added")),
                ("last_number", models.PositiveIntegerField()),
                ("received", models.PositiveIntegerField(verbose_name="responses received")),
                ("withdrawn", models.PositiveIntegerField(verbose_name="responses withdrawn")),
                ("published_responses", models.PositiveIntegerField()),
                ("published_comments", models.PositiveIntegerField()),
                (
                    "unwanted_responses",
                    models.PositiveIntegerField(
                        help_text="Their senders do not want their comments to be published."
                    ),
                ),
                ("unwanted_comments", models.PositiveIntegerField()),
                (
                    "waiting_responses",
                    models.PositiveIntegerField(
                        help_text="Marked, and not looked at by an officer yet."
                    ),
                ),
                ("waiting_comments", models.PositiveIntegerField()),
                (
                    "wordless_responses",
                    models.PositiveIntegerField(help_text="They hold nothing but choices."),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "publication of responses",
                "verbose_name_plural": "publications of responses",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ReceivedFigure",
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
                ("number", models.PositiveIntegerField()),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.window",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received_figures",
                        to="consultation.release",
                    ),
                ),
            ],
            options={
                "ordering": ["window", "channel"],
            },
        ),
        migrations.CreateModel(
            name="AgreementFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("strongly-agree", "Strongly agree"),
                            ("agree", "Agree"),
                            ("neither", "Neither agree nor disagree"),
                            ("disagree", "Disagree"),
                            ("strongly-disagree", "Strongly disagree"),
                            ("dont-know", "Don’t know"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="consultation.question",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement_figures",
                        to="consultation.release",
                    ),
                ),
            ],
            options={
                "ordering": ["question", "choice"],
            },
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("identifies", "it could identify somebody"),
                            ("endangers", "it could distress somebody or put them at risk"),
                            ("unlawful", "it could be unlawful or abusive"),
                            ("confidential", "it is confidential"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(blank=True, help_text="For officers only.")),
                ("withheld_at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to="consultation.answer",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withholdings",
                        to="consultation.comment",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withheld_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["withheld_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PublishedComment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        help_text="The position of the part that it is about; 0 for the whole strategy."
                    ),
                ),
                (
                    "respondent_kind",
                    models.CharField(
                        choices=[
                            ("resident", "A resident of County Durham"),
                            ("organisation", "An organisation or group"),
                            ("other", "Someone else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("strongly-agree", "Strongly agree"),
                            ("agree", "Agree"),
                            ("neither", "Neither agree nor disagree"),
                            ("disagree", "Disagree"),
                            ("strongly-disagree", "Strongly disagree"),
                            ("dont-know", "Don’t know"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="consultation.answer",
                    ),
                ),
                (
                    "comment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published",
                        to="consultation.comment",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="published_comments",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["consultation", "number"],
                "indexes": [
                    models.Index(
                        fields=["consultation", "place", "number"], name="published_about"
                    ),
                    models.Index(
                        fields=["consultation", "respondent_kind", "number"],
                        name="published_by_kind",
                    ),
                    models.Index(
                        fields=["consultation", "place", "respondent_kind", "number"],
                        name="published_about_by_kind",
                    ),
                    models.Index(
                        condition=models.Q(("choice", ""), _negated=True),
                        fields=["consultation", "choice", "number"],
                        name="published_choice",
                    ),
                    models.Index(
                        condition=models.Q(("choice", ""), _negated=True),
                        fields=["consultation", "place", "choice", "number"],
                        name="published_about_choice",
                    ),
                    models.Index(
                        condition=models.Q(("choice", ""), _negated=True),
                        fields=["consultation", "respondent_kind", "choice", "number"],
                        name="published_by_kind_choice",
                    ),
                    models.Index(
                        condition=models.Q(("choice", ""), _negated=True),
                        fields=["consultation", "place", "respondent_kind", "choice", "number"],
                        name="published_about_by_kind_choice",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consultation", "number"), name="published_comment_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer__isnull", False), ("comment", None)),
                            models.Q(("answer", None), ("comment__isnull", False)),
                            _connector="OR",
                        ),
                        name="published_comment_of_a_comment_or_an_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("choice", ""), ("answer__isnull", False), _connector="OR"
                        ),
                        name="published_comment_without_answer_has_no_choice",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "received",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("published_responses"),
                                    "+",
                                    models.F("unwanted_responses"),
                                ),
                                "+",
                                models.F("waiting_responses"),
                            ),
                            "+",
                            models.F("wordless_responses"),
                        ),
                    )
                ),
                name="release_figures_add_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_first", True)),
                fields=("consultation",),
                name="release_first_of_a_consultation",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedfigure",
            constraint=models.UniqueConstraint(
                fields=("release", "window", "channel"), name="received_figure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementfigure",
            constraint=models.UniqueConstraint(
                fields=("release", "question", "choice"), name="agreement_figure_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer__isnull", False), ("comment", None)),
                    models.Q(("answer", None), ("comment__isnull", False)),
                    _connector="OR",
                ),
                name="withholding_of_a_comment_or_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="withholding_lifted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["identifies", "endangers", "unlawful", "confidential"])
                ),
                name="withholding_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("comment",),
                name="withholding_of_comment_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("answer",),
                name="withholding_of_answer_once",
            ),
        ),
    ]
