import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import consultation.models.response


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consultation", "0001_tables"),
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
                        help_text="Flagged, and not reviewed by an officer yet."
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
                "verbose_name": "release of responses",
                "verbose_name_plural": "releases of responses",
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
                        to="outcome.release",
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
                        to="outcome.release",
                    ),
                ),
            ],
            options={
                "ordering": ["question", "choice"],
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
                        choices=consultation.models.response.kinds_of_respondent, max_length=20
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
                    "comment",
                    models.OneToOneField(
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
                    )
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
    ]
