"""Officers read what came in. Responses cannot be changed."""

from django.contrib import admin
from django.db.models import Q
from django.utils.html import format_html

from consultation.admin.entering import AttachmentInline, EnteringMixin
from consultation.admin.read_only import ReadOnly
from consultation.admin.screening import LookFilter, ScreeningMixin
from consultation.admin.versions import VersionFilter, VersionsMixin
from consultation.models import Answer, Comment, Response
from strategy.models import Part


class CommentInline(ReadOnly, admin.StackedInline):
    model = Comment
    fields = ["about", "text", "written_at"]
    readonly_fields = ["about"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).for_display()


class AnswerInline(ReadOnly, admin.StackedInline):
    model = Answer
    fields = ["question", "choice", "text", "answered_at"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).for_display()


class PartFilter(admin.SimpleListFilter):
    """By what a comment is about: the parts that have one, and the whole strategy."""

    title = "part"
    parameter_name = "part"
    path = ""
    whole = "whole"

    def lookups(self, request, model_admin):
        parts = Part.objects.filter(comments__response__received_at__isnull=False).distinct()
        return [(self.whole, "The whole strategy")] + [(part.pk, part.label) for part in parts]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() == self.whole:
            return queryset.filter(self._about(part=None)).distinct()
        if not self.value().isdecimal():
            return queryset.none()
        return queryset.filter(self._about(part=int(self.value()))).distinct()

    def _about(self, *, part):
        conditions = {f"{self.path}part": part}
        if self.path:  # a response without comments is about nothing, not about the whole
            conditions[f"{self.path}isnull"] = False
        return Q(**conditions)


class PartOfCommentsFilter(PartFilter):
    path = "comments__"


@admin.register(Response)
class ResponseAdmin(EnteringMixin, VersionsMixin, ScreeningMixin, ReadOnly, admin.ModelAdmin):
    list_display = [
        "reference",
        "standing",
        "received_at",
        "is_late",
        "respondent",
        "channel",
        "marks",
        "window",
        "source",
        "comment_total",
        "publication",
        "is_sample",
    ]
    list_filter = [
        VersionFilter,
        LookFilter,
        "consultation",
        "window",
        "received_at",
        PartOfCommentsFilter,
        "respondent_kind",
        "channel",
        "is_late",
        ("via", admin.RelatedOnlyFieldListFilter),
        ("invitation", admin.RelatedOnlyFieldListFilter),
    ]
    search_fields = [
        "reference",
        "name",
        "organisation",
        "email",
        "comments__text",
        "answers__text",
    ]
    date_hierarchy = "received_at"
    ordering = ["-received_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    inlines = [CommentInline, AnswerInline, AttachmentInline]
    fields = [
        "reference",
        "consultation",
        "window",
        "invitation",
        "via",
        "channel",
        "headcount",
        "entered_by",
        "entered_at",
        "begun_at",
        "received_at",
        "is_late",
        "respondent_kind",
        "organisation",
        "name",
        "email",
        "locality",
        "publication",
    ]

    def get_queryset(self, request):
        """Only what was sent: what was not is nobody's business but its writer's."""
        return super().get_queryset(request).sent().for_listing()

    @admin.display(description="respondent")
    def respondent(self, response):
        return response.organisation or response.name or response.get_respondent_kind_display()

    @admin.display(description="by way of", empty_value="")
    def source(self, response):
        """The person invited, or the group whose link it came by."""
        return response.invitation or response.via

    @admin.display(description="comments")
    def comment_total(self, response):
        return response.comment_total


@admin.register(Comment)
class CommentAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ["about", "beginning", "response_link", "received_at"]
    list_filter = [
        "response__consultation",
        "response__window",
        PartFilter,
        "response__received_at",
    ]
    search_fields = ["text", "response__reference"]
    date_hierarchy = "response__received_at"
    ordering = ["-response__received_at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["response", "about", "text", "written_at"]
    readonly_fields = ["about"]

    def get_queryset(self, request):
        """Those that count; what was withdrawn or changed since stays with its response."""
        counted = Response.objects.counted().values("pk")
        comments = super().get_queryset(request).filter(response__in=counted)
        return comments.for_display().select_related("response")

    @admin.display(description="about")
    def about(self, comment):
        return comment.about

    @admin.display(description="comment")
    def beginning(self, comment):
        return comment.text if len(comment.text) <= 120 else f"{comment.text[:120]}…"

    @admin.display(description="response", ordering="response__reference")
    def response_link(self, comment):
        return format_html(
            '<a href="../response/{}/change/">{}</a>', comment.response_id, comment.response
        )

    @admin.display(description="received", ordering="response__received_at")
    def received_at(self, comment):
        return comment.response.received_at
