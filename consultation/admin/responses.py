"""Officers read what came in. Responses cannot be changed."""

from dataclasses import dataclass

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator

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
from consultation.admin.list_export import ListExport
from consultation.admin.long_lists import LongList
from consultation.admin.mending import MendingMixin
from consultation.admin.versions import VersionFilter, VersionsMixin
from consultation.models import Comment, Response
from consultation.responding.answers import answered
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.templatetags.dates import day_in_words, time_in_words

LONGEST_EXCERPT = 240
MANY = 2  # comments, from which on their number is said


def _lines(*lines):
    """The lines that say something, one below the other."""
    return format_html_join("", '<span class="sdp-row__line">{}</span>', ((e,) for e in lines if e))


@dataclass
class Said:
    """Words, a choice or both: to a question, or about a part or the whole strategy."""

    label: str
    choice: str
    comment: Comment | None


@admin.register(Response)
class ResponseAdmin(
    EnteringMixin,
    MendingMixin,
    VersionsMixin,
    ListExport,
    LongList,
    ReadOnly,
    OfficersAdmin,
):
    list_display = ["words", "respondent", "received", "standing"]
    list_display_links = None  # only the reference is one
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
    sortable_by = ["received"]
    search_help_text = (
        "Finds words in comments and answers and in names, and references and email addresses by "
        "their beginning. “Words in quotation marks” are found together; -word leaves out what has "
        "it."
    )
    inlines = [AttachmentInline]
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
        "late",
        "responding_as",
        "organisation",
        "name",
        "email",
        "locality",
        "publication",
    ]

    readonly_fields = ["late", "responding_as"]

    def get_fields(self, request, obj=None):
        """Only those that say something."""
        return [
            name
            for name in self.fields
            if name == "responding_as"
            or (name == "late" and obj.is_late)
            or getattr(obj, name, None) not in ("", None)
        ]

    def get_queryset(self, request):
        """Only sent responses: an unsent one is private to its writer."""
        return super().get_queryset(request).sent().for_listing()

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"said": self.said(request, obj), "title": f"Response {obj}", "subtitle": None}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def said(self, request, response) -> list[Said]:
        """Everything that was said: on parts in the order of writing, then to the questions."""
        on_parts = response.comments.on_parts().for_display().order_by("written_at", "pk")
        to_questions = {c.question_id: c for c in response.comments.to_questions()}
        return [Said(comment.about, "", comment) for comment in on_parts] + [
            Said(question.wording, question.answer.choice_in_words, to_questions.get(question.pk))
            for question in answered(response)
        ]

    def places(self, words):
        return search.places_of_responses(words)

    @admin.display(description="responding as")
    def responding_as(self, response):
        return response.get_respondent_kind_display()

    @admin.display(description="late")
    def late(self, response):
        return "Yes: received in the minutes after closing, and counted."

    @admin.display(description="response")
    def words(self, response):
        """The reference, and the beginning of what was said first."""
        total = response.comment_total
        return format_html(
            '<a class="sdp-row__reference" href="{}/change/">{}</a>'
            '<span class="sdp-row__words">{}</span><span class="sdp-row__beside">{}</span>',
            response.pk,
            response.reference,
            Truncator(response.first_words or "No comment: only choices.").chars(LONGEST_EXCERPT),
            "" if total < MANY else f"{total} comments in all",
        )

    @admin.display(description="from")
    def respondent(self, response):
        """Who responds, and what brought them: an invitation, or the link of a group."""
        kind = response.get_respondent_kind_display()
        who = response.organisation or response.name
        came_by = response.invitation or response.via
        return _lines(who or kind, who and kind, came_by and f"by way of {came_by}")

    @admin.display(description="received", ordering="received_at")
    def received(self, response):
        is_web = response.channel == Response.Channel.WEB
        day = day_in_words(response.received_at, weekday=False)
        return _lines(
            f"{day}, {time_in_words(response.received_at)}",
            response.is_late and "Late",
            not is_web and response.get_channel_display(),
            response.window.title,
        )

    def states(self, response) -> list[str]:
        """What an officer has to know of it, in the list."""
        return [
            self.version_in_words(response),
            "Example" if response.is_sample else "",
            "Not to be published" if response.publication == Response.Publication.NOTHING else "",
        ]

    @admin.display(description="state")
    def standing(self, response):
        return _lines(*self.states(response))


@admin.register(Comment)
class CommentAdmin(ListExport, LongList, ReadOnly, OfficersAdmin):
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
        "are found together; -word leaves out what has it."
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
