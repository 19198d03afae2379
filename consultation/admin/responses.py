"""Officers read what came in. Responses cannot be changed."""

from django.contrib import admin
from django.utils.html import format_html

from consultation.admin import search
from consultation.admin.entering import AttachmentInline, EnteringMixin
from consultation.admin.filters import (
    DayFilter,
    OnlyTheChosen,
    PartFilter,
    PartOfCommentsFilter,
    WaysItCame,
    WithResponses,
)
from consultation.admin.long_lists import LongList
from consultation.admin.read_only import ReadOnly
from consultation.admin.versions import VersionFilter, VersionsMixin
from consultation.models import Comment, Response
from consultation.responding.answers import answered
from sdp_portal.officers.model_admin import OfficersAdmin


class CommentInline(ReadOnly, admin.StackedInline):
    model = Comment
    fields = ["about", "text", "written_at"]
    readonly_fields = ["about"]
    extra = 0

    def get_queryset(self, request):
        return super().get_queryset(request).on_parts().for_display()


@admin.register(Response)
class ResponseAdmin(
    EnteringMixin,
    VersionsMixin,
    LongList,
    ReadOnly,
    OfficersAdmin,
):
    list_display = [
        "reference",
        "standing",
        "received_at",
        "late",
        "respondent",
        "channel",
        "window",
        "source",
        "comment_total",
        "publication",
        "is_sample",
    ]
    list_filter = [
        VersionFilter,
        DayFilter,
        ("consultation", WithResponses),
        ("window", WithResponses),
        "respondent_kind",
        ("channel", WaysItCame),
        "is_late",
        ("via", WithResponses),
        ("invitation", OnlyTheChosen),
        PartOfCommentsFilter,
    ]
    change_list_template = "admin/consultation/response/change_list.html"
    links_ask = ["imported_in__id__exact"]
    moment = "received_at"
    sortable_by = ["received_at"]
    search_help_text = (
        "Finds words in comments and answers and in names, and references and email addresses by "
        "their beginning. “Words in quotation marks” stand together; -word leaves out what has it."
    )
    inlines = [CommentInline, AttachmentInline]
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
        """Only sent responses: an unsent one is private to its writer."""
        return super().get_queryset(request).sent().for_listing()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["questions"] = answered(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def places(self, words):
        return search.places_of_responses(words)

    @admin.display(description="late", empty_value="")
    def late(self, response):
        return "Late" if response.is_late else None

    @admin.display(description="respondent")
    def respondent(self, response):
        return response.organisation or response.name or response.get_respondent_kind_display()

    @admin.display(description="by way of", empty_value="")
    def source(self, response):
        """The person invited, or the group whose link brought the response."""
        return response.invitation or response.via

    @admin.display(description="comments")
    def comment_total(self, response):
        return response.comment_total


@admin.register(Comment)
class CommentAdmin(LongList, ReadOnly, OfficersAdmin):
    list_display = ["about", "beginning", "response_link", "received_at"]
    list_filter = [
        DayFilter,
        ("response__consultation", WithResponses),
        ("response__window", WithResponses),
        PartFilter,
    ]
    moment = "response__received_at"
    sortable_by = ["received_at"]
    search_help_text = (
        "Finds words in comments, and references by their beginning. “Words in quotation marks” "
        "stand together; -word leaves out what has it."
    )
    fields = ["response", "about", "text", "written_at"]
    readonly_fields = ["about"]

    def get_queryset(self, request):
        """Only comments that count. Others are shown on the page of their response."""
        counted = super().get_queryset(request).on_parts().counted()
        return counted.for_display().select_related("response")

    def places(self, words):
        return search.places_of_comments(words)

    @admin.display(description="about")
    def about(self, comment):
        return comment.about

    @admin.display(description="comment")
    def beginning(self, comment):
        return comment.text if len(comment.text) <= 120 else f"{comment.text[:120]}…"

    @admin.display(description="response")
    def response_link(self, comment):
        return format_html(
            '<a href="../response/{}/change/">{}</a>', comment.response_id, comment.response
        )

    @admin.display(description="received", ordering="response__received_at")
    def received_at(self, comment):
        return comment.response.received_at
