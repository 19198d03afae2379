"""Officers look at what was marked (`responding/flags.py`), one response after the other."""

from django.contrib import admin, messages
from django.shortcuts import redirect

from consideration.reviewing.review import look_at, next_to_look_at
from consultation.models import Concern
from consultation.responding.flags import MANY_LINKS, RESPONSES_AN_HOUR
from sdp_portal import clock
from sdp_portal.officers.pages import POST, officers_page

Kind = Concern.Kind
TO_LOOK = ["consultation.change_concern"]

WHAT_IT_MEANS = {
    Kind.SAME_ADDRESS: f"More than {RESPONSES_AN_HOUR} responses came from its network address "
    "within an hour. Libraries, schools, offices and households share an address, so this alone "
    "says little.",
    Kind.TOO_FAST: "It was sent within 2 seconds of opening the page to check it, within 10 "
    "seconds of being begun, or without that page. Programs do so; people hardly can.",
    Kind.TRAP: "A field was filled in that the page does not show. Programs fill in whatever "
    "they find.",
    Kind.LINKS: f"A comment holds {MANY_LINKS} web addresses or more.",
    Kind.REPETITION: "The same sentence or the same few words come again and again in it.",
    Kind.SAME_WORDS: "A longer comment says, word for word, what another response says. Campaigns "
    "give people words to send, and each of their responses counts.",
}


class LookFilter(admin.SimpleListFilter):
    title = "screening"
    parameter_name = "look"

    def lookups(self, request, model_admin):
        return [("waiting", "Waiting for a look"), ("done", "Marked and looked at")]

    def queryset(self, request, queryset):
        match self.value():
            case "waiting":
                return queryset.waiting_for_a_look()
            case "done":
                return queryset.looked_at()
            case None:
                return queryset
            case _:
                return queryset.none()


class ScreeningMixin:
    """For the admin of responses: why one was marked, and that somebody has looked at it."""

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("concerns")

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["concerns"] = [
            (concern, WHAT_IT_MEANS[concern.kind])
            for concern in obj.concerns.select_related("looked_by")
        ]
        context["waits_for_a_look"] = any(c.looked_at is None for c, _ in context["concerns"])
        context["may_look"] = self.may(request, TO_LOOK)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page("<int:pk>/looked/", permissions=["view", *TO_LOOK], methods=POST)
    def looked(self, request, response):
        """Record it and go on to the next response that waits."""
        look_at(response=response, by=request.user, at=clock.now())
        following = next_to_look_at(after=response)
        if following is None:
            messages.success(request, f"You have looked at {response}. No other response waits.")
            return redirect("admin:consultation_response_changelist")
        messages.success(request, f"You have looked at {response}. This one is next.")
        return redirect("admin:consultation_response_change", following.pk)

    @admin.display(description="marked")
    def marks(self, response):
        concerns = response.concerns.all()
        kinds = "; ".join(concern.get_kind_display() for concern in concerns)
        waits = any(concern.looked_at is None for concern in concerns)
        return kinds if waits or not kinds else f"Looked at: {kinds}"
