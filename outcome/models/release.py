"""Published responses: the comments, their public numbers, and the figures.

`responses/releasing.py` writes these rows, and the database lets nobody change them. The text is
not copied, because a sent comment cannot change either.
"""

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, Max, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from consideration.models.safeguarding import Safeguarding
from consideration.models.withholding import WhyWithheld, Withholding
from consultation.models.answer import Answer
from consultation.models.comment import Comment
from consultation.models.consultation import Consultation
from consultation.models.question import Question
from consultation.models.response import Response, kinds_of_respondent
from consultation.models.window import Window


class ReleaseQuerySet(models.QuerySet):
    def published(self, *, at):
        return self.filter(published_at__lte=at)

    def first_of_each(self, *, at):
        """The first release of each consultation whose responses are public at `at`."""
        return self.published(at=at).filter(is_first=True).select_related("consultation")

    def newest_of_each(self):
        """The newest release of each consultation, the newest consultation first."""
        newest = self.order_by().values("consultation").annotate(Max("pk")).values("pk__max")
        return (
            self.filter(pk__in=newest)
            .select_related("consultation__edition__strategy")
            .newest_first()
        )

    def newest_first(self):
        return self.order_by("-pk")

    def made_public(self, *, at):
        """Releases of all consultations that added comments, and the first release of each."""
        news = self.published(at=at).filter(Q(added__gt=0) | Q(is_first=True))
        return news.select_related("consultation__edition__strategy").newest_first()


class Release(models.Model):
    """One release of responses. Its figures are those of its moment and never change."""

    consultation = models.ForeignKey(
        Consultation, on_delete=models.PROTECT, related_name="releases"
    )
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    is_first = models.BooleanField()
    added = models.PositiveIntegerField("comments added")
    last_number = models.PositiveIntegerField()

    received = models.PositiveIntegerField("responses received")
    withdrawn = models.PositiveIntegerField("responses withdrawn")
    mistaken = models.PositiveIntegerField(
        default=0, help_text="Responses that officers entered by mistake; they are not received."
    )
    published_responses = models.PositiveIntegerField()
    published_comments = models.PositiveIntegerField()
    unwanted_responses = models.PositiveIntegerField(
        help_text="Their senders do not want their comments to be published."
    )
    unwanted_comments = models.PositiveIntegerField()
    waiting_responses = models.PositiveIntegerField(help_text="Not reviewed by an officer yet.")
    waiting_comments = models.PositiveIntegerField()
    safeguarded_responses = models.PositiveIntegerField(
        default=0, help_text="Somebody may be at risk, so they are never public."
    )
    safeguarded_comments = models.PositiveIntegerField(default=0)
    wordless_responses = models.PositiveIntegerField(help_text="They hold nothing but choices.")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = "release of responses"
        verbose_name_plural = "releases of responses"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="release_figures_add_up",
                condition=Q(
                    received=F("published_responses")
                    + F("unwanted_responses")
                    + F("waiting_responses")
                    + F("safeguarded_responses")
                    + F("wordless_responses")
                ),
            ),
            models.UniqueConstraint(
                fields=["consultation"],
                name="release_first_of_a_consultation",
                condition=Q(is_first=True),
            ),
        ]

    def __str__(self):
        return f"{self.consultation}, published"

    def get_absolute_url(self):
        return reverse("outcome:responses", args=[self.consultation.slug])

    @property
    def comments_in_all(self):
        return (
            self.published_comments
            + self.unwanted_comments
            + self.waiting_comments
            + self.safeguarded_comments
        )


class ReceivedFigure(models.Model):
    """How many responses came in a window by a channel."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="received_figures")
    window = models.ForeignKey(Window, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Response.Channel)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["window", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "window", "channel"], name="received_figure_once"
            )
        ]

    def __str__(self):
        return f"{self.get_channel_display()}: {self.number}"


class AgreementFigure(models.Model):
    """How many chose one answer to a question, whether or not their words are published."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="agreement_figures")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=20, choices=Answer.Choice)
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["question", "choice"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "question", "choice"], name="agreement_figure_once"
            )
        ]

    def __str__(self):
        return f"{self.get_choice_display()}: {self.number}"


class PublishedCommentQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("number")

    def readable(self):
        """Those whose words everybody can read: not withheld, withdrawn, or replaced by a version
        that was sent."""
        withheld = Withholding.objects.in_force().filter(comment=OuterRef("comment"))
        return self.filter(
            ~Exists(withheld),
            ~Q(comment__response__reference__in=Safeguarding.objects.references()),
            comment__response__withdrawal=None,
            comment__response__replaced_by__received_at=None,
        )

    def with_public_words(self):
        """Each with `public_words`, all that the public reads of a comment: its text, in which a
        reason stands for each passage that is redacted. If the words are not public, they are
        empty, and `note` says why.

        Whatever shows, writes or marks published comments takes their words from here.
        """
        in_force = Q(comment__withholdings__lifted_at=None)
        return self.annotate(
            withheld=FilteredRelation("comment__withholdings", condition=in_force),
            note=Case(
                *(
                    When(withheld__reason=why, then=Value(f"[withheld: {why.label}]"))
                    for why in WhyWithheld
                ),
                When(
                    comment__response__reference__in=Safeguarding.objects.references(),
                    then=Value(f"[withheld: {WhyWithheld.ENDANGERS.label}]"),
                ),
                When(comment__response__withdrawal__isnull=False, then=Value("[withdrawn]")),
                When(
                    comment__response__replaced_by__received_at__isnull=False,
                    then=Value("[changed since]"),
                ),
                default=Value(""),
            ),
            public_words=Case(
                When(note="", then=Coalesce("comment__redacted__text", "comment__text")),
                default=Value(""),
                output_field=models.TextField(),
            ),
        )

    def for_list(self):
        return (
            self.with_public_words()
            .select_related("comment__question", "comment__response")
            .defer("comment__search", "comment__text")
        )


class PublishedComment(models.Model):
    """A comment with its public number.

    `place`, `respondent_kind` and `choice` (of the question that it answers, if any) repeat values
    of the response, because lists are filtered by them. Each combination has an index that ends
    with the number, so that even for a rare combination the next 50 are found in one step.
    """

    WHOLE = 0

    consultation = models.ForeignKey(
        Consultation,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="published_comments",
    )
    number = models.PositiveIntegerField()
    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="published")
    # No nullable key: PostgreSQL cannot read an index in order after IS NULL.
    place = models.PositiveSmallIntegerField(
        help_text="The position of the part that it is about; 0 for the whole strategy."
    )
    respondent_kind = models.CharField(max_length=20, choices=kinds_of_respondent)
    choice = models.CharField(max_length=20, choices=Answer.Choice, blank=True)

    objects = PublishedCommentQuerySet.as_manager()

    class Meta:
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="published_comment_number_once"
            ),
        ]
        indexes = [
            models.Index(fields=["consultation", "place", "number"], name="published_about"),
            models.Index(
                fields=["consultation", "respondent_kind", "number"], name="published_by_kind"
            ),
            models.Index(
                fields=["consultation", "place", "respondent_kind", "number"],
                name="published_about_by_kind",
            ),
            # Most comments have no choice, and no list asks for those.
            models.Index(
                fields=["consultation", "choice", "number"],
                condition=~Q(choice=""),
                name="published_choice",
            ),
            models.Index(
                fields=["consultation", "place", "choice", "number"],
                condition=~Q(choice=""),
                name="published_about_choice",
            ),
            models.Index(
                fields=["consultation", "respondent_kind", "choice", "number"],
                condition=~Q(choice=""),
                name="published_by_kind_choice",
            ),
            models.Index(
                fields=["consultation", "place", "respondent_kind", "choice", "number"],
                condition=~Q(choice=""),
                name="published_about_by_kind_choice",
            ),
        ]

    def __str__(self):
        return f"Comment {self.number:,}"
