import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

import consultation.models.officers_files
import consultation.models.response
import consultation.models.secrets
import sdp_portal.search
import strategy.rich_text


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("strategy", "0001_tables"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="EqualityOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "choice",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("remind", models.BooleanField(default=False)),
                ("asked_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                ("title", models.CharField(max_length=200)),
                ("proposal", strategy.rich_text.RichTextField(verbose_name="what is proposed")),
                (
                    "changeable",
                    strategy.rich_text.RichTextField(verbose_name="what can still change"),
                ),
                (
                    "next_steps",
                    strategy.rich_text.RichTextField(blank=True, verbose_name="what happens next"),
                ),
                (
                    "privacy_summary",
                    models.TextField(
                        help_text="In two sentences; the whole is on the privacy page."
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        help_text="For responses by email, and for questions.", max_length=254
                    ),
                ),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("post", models.TextField(blank=True, verbose_name="postal address")),
                (
                    "other_formats",
                    models.TextField(blank=True, help_text="How to ask for another format."),
                ),
                (
                    "reference_prefix",
                    models.CharField(
                        default="SDP",
                        help_text="How the references of its responses begin.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z]{2,6}\\Z", "Two to six capital letters."
                            )
                        ],
                    ),
                ),
                (
                    "response_due_on",
                    models.DateField(
                        blank=True,
                        help_text="The last day for publishing the outcome. Shown to the public once you set it.",
                        null=True,
                    ),
                ),
                (
                    "late_because",
                    models.TextField(
                        blank=True, help_text="Shown when that day has passed without an outcome."
                    ),
                ),
                (
                    "went_live_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="Before that only officers see it, and no window takes responses.",
                        null=True,
                        verbose_name="live since",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="strategy.edition",
                    ),
                ),
                (
                    "went_live_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="CirculationGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=200)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="circulation",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EqualityBallot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sealed", models.TextField()),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equality_ballots",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="EqualityCount",
            fields=[
                (
                    "option",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="count",
                        serialize=False,
                        to="consultation.equalityoption",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["option"],
            },
        ),
        migrations.CreateModel(
            name="EqualityForm",
            fields=[
                ("nonce", models.CharField(max_length=64, primary_key=True, serialize=False)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equality_forms",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["nonce"],
            },
        ),
        migrations.CreateModel(
            name="EqualityQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wording", models.CharField(max_length=300)),
                ("hint", models.CharField(blank=True, max_length=300)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="equality_questions",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="equalityoption",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="options",
                to="consultation.equalityquestion",
            ),
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token_hash",
                    consultation.models.secrets.TokenHash(
                        editable=False, max_length=64, unique=True
                    ),
                ),
                ("sealed_token", consultation.models.secrets.SealedToken(editable=False)),
                ("email", models.EmailField(max_length=254)),
                ("asked_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="follower_once_an_address",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token_hash",
                    consultation.models.secrets.TokenHash(
                        editable=False, max_length=64, unique=True
                    ),
                ),
                ("sealed_token", consultation.models.secrets.SealedToken(editable=False)),
                ("name", models.CharField(help_text="Of the person or the group.", max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("invited_at", models.DateTimeField(editable=False)),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Locality",
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
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="localities",
                        to="consultation.consultation",
                    ),
                ),
            ],
            options={
                "verbose_name": "area to choose from",
                "verbose_name_plural": "areas to choose from",
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "wording",
                    models.CharField(
                        help_text="For instance: How far do you agree that anti-social behaviour should be an area of focus?",
                        max_length=300,
                    ),
                ),
                (
                    "has_comment_box",
                    models.BooleanField(default=True, verbose_name="with a comment box"),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it is about; empty for the whole strategy.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="strategy.part",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement question",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "token_hash",
                    consultation.models.secrets.TokenHash(
                        editable=False, max_length=64, unique=True
                    ),
                ),
                ("sealed_token", consultation.models.secrets.SealedToken(editable=False)),
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
                        default="web",
                        max_length=20,
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                (
                    "form_key",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="Of the form by which it was begun, so that a double click begins it once.",
                        max_length=64,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "touched_at",
                    models.DateTimeField(
                        blank=True,
                        editable=False,
                        help_text="When its sender last changed it, after beginning it.",
                        null=True,
                    ),
                ),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("is_late", models.BooleanField(default=False, verbose_name="late")),
                ("reference", models.CharField(blank=True, max_length=20, null=True)),
                ("version", models.PositiveSmallIntegerField(default=1, editable=False)),
                (
                    "headcount",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="A meeting’s view is one response; this is how many people were there.",
                        null=True,
                        verbose_name="people at the meeting",
                    ),
                ),
                ("entered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source_key",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="What the imported file said, digested: the same is not imported twice.",
                        max_length=64,
                        null=True,
                    ),
                ),
                (
                    "respondent_kind",
                    models.CharField(
                        blank=True,
                        choices=consultation.models.response.kinds_of_respondent,
                        max_length=20,
                        verbose_name="responding as",
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "publication",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing", "Do not publish my comments"),
                            ("without-name", "Publish my comments without my name"),
                            ("with-name", "Publish my comments with my name"),
                        ],
                        max_length=20,
                        verbose_name="consent to publication",
                    ),
                ),
                (
                    "is_sample",
                    models.BooleanField(default=False, editable=False, verbose_name="sample"),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="The officer who entered what did not come by this website.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="consultation.invitation",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="consultation.locality",
                        verbose_name="area",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        help_text="The version before this one; it was sent under the same reference.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="consultation.response",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="consultation.circulationgroup",
                        verbose_name="through the link of",
                    ),
                ),
            ],
            options={
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("receipt", "Receipt"),
                            ("link", "Link to a response not sent yet"),
                            ("reminder", "Reminder before closing"),
                            ("invitation", "Invitation"),
                            ("confirmation", "Confirm that alerts are wanted"),
                            ("alert", "Alert"),
                        ],
                        max_length=20,
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("to", models.EmailField(max_length=254)),
                (
                    "event",
                    models.CharField(
                        blank=True, help_text="The id of what an alert tells.", max_length=100
                    ),
                ),
                (
                    "message_id",
                    models.CharField(
                        default=consultation.models.secrets.new_token, max_length=200, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Refused"),
                            ("uncertain", "Not known whether it arrived"),
                            ("not-needed", "Not needed any more"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(blank=True, null=True)),
                (
                    "problem",
                    models.TextField(
                        blank=True,
                        help_text="What the mail server said last, or why it was not sent.",
                    ),
                ),
                (
                    "follower",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mail",
                        to="consultation.follower",
                    ),
                ),
                (
                    "invitation",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mail",
                        to="consultation.invitation",
                    ),
                ),
                (
                    "link_request",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mail",
                        to="consultation.linkrequest",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="mail",
                        to="consultation.response",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "mail",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="linkrequest",
            name="response",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="link_requests",
                to="consultation.response",
            ),
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same-address", "Many from one network address within an hour"),
                            ("too-fast", "Sent sooner than a person can"),
                            ("trap", "Filled in a field that people do not see"),
                            ("links", "Many links"),
                            ("repetition", "Says the same again and again"),
                            ("same-words", "The same words as another response"),
                        ],
                        max_length=20,
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="consultation.response",
                    ),
                ),
            ],
            options={
                "ordering": ["raised_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector(
                            sdp_portal.search.WordsToIndex("text"), config="english"
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it is about; empty for the whole strategy.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="strategy.part",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it answers, if it does; then its part is the question’s.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="consultation.question",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="consultation.response",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=consultation.models.officers_files.files_of_officers,
                        upload_to=consultation.models.officers_files.random_name,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveIntegerField(help_text="In bytes.")),
                ("sha256", models.CharField(max_length=64)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="consultation.response",
                    ),
                ),
            ],
            options={
                "ordering": ["added_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Answer",
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
                ("answered_at", models.DateTimeField()),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="consultation.question",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="consultation.response",
                    ),
                ),
            ],
            options={
                "ordering": ["question__position", "question"],
            },
        ),
        migrations.CreateModel(
            name="ResponseImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        storage=consultation.models.officers_files.files_of_officers,
                        upload_to=consultation.models.officers_files.random_name,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("uploaded_at", models.DateTimeField()),
                ("imported_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sheet",
                    models.CharField(
                        blank=True,
                        help_text="Which was read, of a workbook; empty until chosen.",
                        max_length=100,
                    ),
                ),
                (
                    "encoding",
                    models.CharField(
                        blank=True,
                        help_text="That an officer chose, of a text that is not Unicode.",
                        max_length=20,
                    ),
                ),
                ("row_total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "response_total",
                    models.PositiveIntegerField(default=0, verbose_name="responses added"),
                ),
                (
                    "known_total",
                    models.PositiveIntegerField(default=0, verbose_name="responses known already"),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "imported_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import of responses",
                "verbose_name_plural": "imports of responses",
                "ordering": ["-uploaded_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="response",
            name="imported_in",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responses",
                to="consultation.responseimport",
            ),
        ),
        migrations.CreateModel(
            name="Sharing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("shared_on", models.DateField()),
                (
                    "how",
                    models.CharField(help_text="For instance: email to the chair.", max_length=200),
                ),
                ("by", models.CharField(max_length=200, verbose_name="by whom")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sharings",
                        to="consultation.circulationgroup",
                    ),
                ),
            ],
            options={
                "verbose_name": "sharing of the link",
                "verbose_name_plural": "sharings of the link",
                "ordering": ["-shared_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                (
                    "audience",
                    models.CharField(
                        choices=[("everyone", "Everyone"), ("invited", "By invitation")],
                        max_length=10,
                    ),
                ),
                ("opens_at", models.DateTimeField()),
                (
                    "closes_at",
                    models.DateTimeField(help_text="The first moment at which it is closed."),
                ),
                (
                    "grace_minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        help_text="How long after closing a response begun before may be sent, marked as late.",
                    ),
                ),
                (
                    "asked",
                    models.TextField(
                        blank=True,
                        help_text="What these people are asked to do, in the words put to them.",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="windows",
                        to="consultation.consultation",
                    ),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        blank=True,
                        help_text="The milestone of the timeline that this window is.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="windows",
                        to="strategy.milestone",
                    ),
                ),
            ],
            options={
                "ordering": ["opens_at", "pk"],
            },
        ),
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
        migrations.AddField(
            model_name="response",
            name="window",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="responses",
                to="consultation.window",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="window",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="consultation.window",
            ),
        ),
        migrations.CreateModel(
            name="WindowChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(verbose_name="opening before")),
                ("closed_at", models.DateTimeField(verbose_name="closing before")),
                ("opens_at", models.DateTimeField(verbose_name="opening after")),
                ("closes_at", models.DateTimeField(verbose_name="closing after")),
                ("reason", models.TextField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="consultation.window",
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("withdrawn_at", models.DateTimeField()),
                ("reason", models.TextField(blank=True)),
                (
                    "response",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="consultation.response",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="The officer who did so because the sender asked; empty when it was done using the private link, which proves nothing about the person.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-withdrawn_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="circulationgroup",
            constraint=models.UniqueConstraint(
                fields=("consultation", "slug"),
                name="circulation_group_once_in_a_consultation",
                violation_error_message="This group is already listed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="circulationgroup",
            constraint=models.UniqueConstraint(
                fields=("id", "consultation"), name="circulation_group_in_its_consultation"
            ),
        ),
        migrations.AddConstraint(
            model_name="equalityquestion",
            constraint=models.UniqueConstraint(
                fields=("consultation", "wording"),
                name="equality_question_once_in_a_consultation",
                violation_error_message="This question is asked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="equalityoption",
            constraint=models.UniqueConstraint(
                fields=("question", "label"),
                name="equality_option_once_in_a_question",
                violation_error_message="This choice is there already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.UniqueConstraint(
                fields=("consultation", "name"),
                name="locality_once_in_a_consultation",
                violation_error_message="This area is already listed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.UniqueConstraint(
                fields=("id", "consultation"), name="locality_in_its_consultation"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("consultation", "wording"),
                name="question_once_in_a_consultation",
                violation_error_message="This question is asked already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording__regex", "\\S")),
                name="question_has_words",
                violation_error_message="Write the question.",
            ),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["next_try_at"],
                name="mail_waiting_by_time",
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
            model_name="flag",
            index=models.Index(
                condition=models.Q(("reviewed_at", None)), fields=["response"], name="flag_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=("response", "kind"), name="flag_once_about_a_response"
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at", None), ("reviewed_by", None)),
                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                    _connector="OR",
                ),
                name="flag_reviewed_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                django.db.models.functions.comparison.Cast(
                    django.db.models.functions.text.MD5(
                        models.Func(
                            django.db.models.functions.text.Lower("text"),
                            models.Value(" \t\r\n.,;:!?'\"()-–—‘’“”"),
                            models.Value(""),
                            function="TRANSLATE",
                        )
                    ),
                    models.UUIDField(),
                ),
                condition=models.Q(
                    django.db.models.lookups.GreaterThan(
                        django.db.models.functions.text.Length("text"), 40
                    )
                ),
                name="comment_same_words",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search"], name="comment_search"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("question__isnull", False)),
                fields=("response", "question"),
                name="comment_once_to_a_question",
                violation_error_message="This question is answered already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text__regex", "\\S")),
                name="comment_says_something",
                violation_error_message="Enter your comment.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    django.db.models.functions.text.Length("text"), 10000
                ),
                name="comment_at_most_10000_characters",
                violation_error_message="Your comment must be 10,000 characters or fewer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.UniqueConstraint(
                fields=("response", "question"),
                name="answer_once_in_a_response",
                violation_error_message="This question is answered already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("choice", ""), _negated=True),
                name="answer_is_a_choice",
                violation_error_message="Choose how far you agree.",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.UniqueConstraint(
                fields=("id", "consultation"), name="window_in_its_consultation"
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="window_closes_after_it_opens",
                violation_error_message="A window must close after it opens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=models.CheckConstraint(
                condition=models.Q(("grace_minutes__lte", 1440)),
                name="window_grace_at_most_a_day",
                violation_error_message="The grace period can be at most a day (1,440 minutes).",
            ),
        ),
        migrations.AddConstraint(
            model_name="window",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("audience", "everyone")),
                expressions=[
                    ("consultation", "="),
                    (
                        models.Func(
                            "opens_at",
                            "closes_at",
                            function="TSTZRANGE",
                            output_field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="window_for_everyone_only_one_at_a_time",
                violation_error_message="Two windows for everyone must not overlap.",
            ),
        ),
        migrations.AddConstraint(
            model_name="runningcount",
            constraint=models.UniqueConstraint(
                fields=("window", "channel", "via", "shard"),
                name="running_count_once_a_cell_and_shard",
                nulls_distinct=False,
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
                    sdp_portal.search.WordsToIndex("name"),
                    sdp_portal.search.WordsToIndex("organisation"),
                    config="simple",
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
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_late", False), ("received_at", None), ("reference", None)),
                    models.Q(
                        ("received_at__isnull", False),
                        ("reference__isnull", False),
                        models.Q(("respondent_kind", ""), _negated=True),
                        models.Q(("publication", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="response_sent_has_reference_and_choices",
                violation_error_message="A response that was sent has a reference, says who responds and what may be published; one not sent has no reference.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                fields=("reference", "version"), name="response_reference_once_for_each_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_key__isnull", False)),
                fields=("consultation", "source_key"),
                name="response_imported_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces", None), ("version", 1)),
                    models.Q(("replaces__isnull", False), ("version__gt", 1)),
                    _connector="OR",
                ),
                name="response_first_version_replaces_none",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "web"), ("entered_at", None), ("entered_by", None)),
                    models.Q(("entered_at__isnull", False), ("entered_by__isnull", False)),
                    _connector="OR",
                ),
                name="response_entered_by_an_officer_at_a_moment",
                violation_error_message="A response that did not come by this website says who entered it and when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("headcount", None),
                    models.Q(("channel", "meeting"), ("headcount__gte", 1)),
                    _connector="OR",
                ),
                name="response_headcount_of_a_meeting",
                violation_error_message="Only a meeting has a number of people, from 1 on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reference", None),
                    ("reference__regex", "^[A-Z]{2,6}(-[23456789BCDFGHJKMNPQRSTVWXZ]{4}){2}$"),
                    _connector="OR",
                ),
                name="response_reference_is_readable",
                violation_error_message="A reference looks like SDP-7F3K-92QD.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("respondent_kind", "organisation"), _negated=True),
                    models.Q(("organisation", ""), _negated=True),
                    _connector="OR",
                ),
                name="response_organisation_has_a_name",
                violation_error_message="Enter the name of the organisation or group.",
            ),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("publication", "with-name"), _negated=True),
                    models.Q(("name", ""), ("organisation", ""), _negated=True),
                    _connector="OR",
                ),
                name="response_with_name_has_a_name",
                violation_error_message="Enter your name, or choose to be published without your name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("id", "window"), name="invitation_in_its_window"
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                models.F("window"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(models.Q(("email", ""), _negated=True), ("revoked_at", None)),
                name="invitation_once_to_an_address",
                violation_error_message="This address has been invited already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at", None), ("revoked_by", None)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="invitation_revoked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="windowchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__regex", "\\S")),
                name="window_change_has_a_reason",
                violation_error_message="Say why the dates are changed; the public can read it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="withdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_by", None), ("reason__regex", "\\S"), _connector="OR"
                ),
                name="withdrawal_by_an_officer_has_a_reason",
                violation_error_message="Say why the response is withdrawn.",
            ),
        ),
    ]
