"""Officers review flagged responses (`responding/flags.py`), one after the other."""

from django.contrib import admin, messages
from django.shortcuts import redirect

from consideration.reviewing.review import next_to_review, review
from consultation.models import Flag
from consultation.responding.flags import MANY_LINKS, RESPONSES_AN_HOUR
from sdp_portal import clock
from sdp_portal.officers.pages import POST, officers_page

Kind = Flag.Kind
TO_REVIEW = ["consultation.change_flag"]

WHAT_IT_MEANS = {
    Kind.SAME_ADDRESS: f"More than {RESPONSES_AN_HOUR} responses came from its network address "
    "within an hour. Libraries, schools, offices and households share an address, so this alone "
    "says little.",
    Kind.TOO_FAST: "It was sent within 2 seconds of opening the page to check it, within 10 "
    "seconds of being begun, or without that page. Programs do so; people hardly can.",
    Kind.TRAP: "A field was filled in that the page does not show. Programs fill in whatever "
    "they find.",
    Kind.LINKS: f"A comment has {MANY_LINKS} web addresses or more.",
    Kind.REPETITION: "The same sentence or the same few words come again and again in it.",
    Kind.SAME_WORDS: "A longer comment says, word for word, what another response says. Campaigns "
    "give people words to send, and each of their responses counts.",
}


class ReviewFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "review"

    def lookups(self, request, model_admin):
        return [("waiting", "Waiting for review"), ("done", "Flagged and reviewed")]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting_for_review()
            case "done":
                return queryset.reviewed()
            case None:
                return queryset
            case _:
                return queryset.none()


class ReviewingMixin:
    """Adds flags and their review to the admin of responses."""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("flags")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["flags"] = [
            (flag, WHAT_IT_MEANS[flag.kind]) for flag in obj.flags.select_related("reviewed_by")
        ]
        context["waits_for_review"] = any(c.reviewed_at is None for c, _ in context["flags"])
        context["may_review"] = self.may(request, TO_REVIEW)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page("<int:pk>/reviewed/", permissions=["view", *TO_REVIEW], methods=POST)
    def reviewed(self, request, response):
        """Record it and go on to the next response that waits."""
        review(response=response, by=request.user, at=clock.now())
        self.log_change(request, response, "Reviewed its flags.")
        following = next_to_review(after=response)
        if following is None:
            messages.success(request, f"You have reviewed {response}. No other response waits.")
            return redirect("admin:consultation_response_changelist")
        messages.success(request, f"You have reviewed {response}. This one is next.")
        return redirect("admin:consultation_response_change", following.pk)

    def states(self, response):
        """Also the flags."""
        flags = response.flags.all()
        kinds = "; ".join(flag.get_kind_display() for flag in flags)
        waits = any(flag.reviewed_at is None for flag in flags)
        reviewed = f"Reviewed: {kinds}" if kinds and not waits else kinds
        return [*super().states(response), reviewed]
