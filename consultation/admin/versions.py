"""Officers see each response once, in its last sent version, and withdraw it if its sender asks."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse

from consultation.admin.seen import changed_since_seen
from consultation.responding.amendment import withdraw
from consultation.responding.submission import ChangedError
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

MISTAKEN = "It is marked as entered by mistake, so there is nothing to withdraw."
TO_WITHDRAW = ["view", "consultation.add_withdrawal"]


class VersionFilter(admin.SimpleListFilter):
    """By default the list shows only last versions, so that nobody is listed twice.

    It leaves out what was entered by mistake: that is in no list but its own.
    """

    title = "version"
    parameter_name = "version"

    def lookups(self, request, model_admin):
        """Each is named for the method of the queryset."""
        return [
            ("counted", "Counts"),
            ("withdrawn", "Withdrawn"),
            ("mistaken", "Entered by mistake"),
            ("changed", "Changed or corrected since it was sent first"),
            ("earlier", "Earlier versions, which no longer count"),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "The last version of each"}, *others]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.listed()
        if self.value() in dict(self.lookup_choices):
            return getattr(queryset, self.value())()
        return queryset.none()


class WithdrawalForm(forms.Form):
    reason = NoteField(
        label="Why it is withdrawn",
        missing="Say why the response is withdrawn.",
        help_text="For instance: the sender asked by telephone on 12 April. Officers can read it; "
        "the sender and the public cannot.",
    )


class VersionsMixin:
    """Adds versions and withdrawing to the admin of responses."""

    def get_queryset(self, request):
        return (
            super().get_queryset(request).select_related("withdrawal", "replaced_by", "entered_by")
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        versions = list(self.get_queryset(request).versions_of(obj.reference))
        context["versions"] = versions
        context["latest"] = versions[-1]
        context["may_withdraw"] = self.may(request, TO_WITHDRAW, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def version_in_words(self, response) -> str:
        """Empty for what counts as it was sent."""
        if response.is_withdrawn:
            return "Withdrawn"
        if response.mistake:
            return "Entered by mistake"
        if response.has_been_replaced:
            return f"Replaced: this is version {response.version}"
        return "" if response.version == 1 else f"Version {response.version} counts"

    @officers_page("<int:pk>/withdraw/", "Withdraw", permissions=TO_WITHDRAW, methods=FORM)
    def withdraw_page(self, request, response):
        """Explain what withdrawing does; POST withdraws."""
        latest = self.get_queryset(request).versions_of(response.reference).last()
        if latest.is_withdrawn:
            self.message_user(request, f"{latest} has been withdrawn already.", messages.INFO)
            return redirect(_page_of(latest))
        if latest.mistake:
            self.message_user(request, MISTAKEN, messages.ERROR)
            return redirect(_page_of(latest))
        form = WithdrawalForm(request.POST if request.method == "POST" else None)
        meanwhile = changed_since_seen(request, latest)
        if form.is_valid() and not meanwhile["first"]:
            reason = form.cleaned_data["reason"]
            try:
                withdraw(response=latest, by=request.user, reason=reason, at=request.at)
            except ChangedError:  # in this very moment: the page now shows what it says
                return self.withdraw_page(request, response)
            self.log_change(request, latest, "Withdrawn at the sender’s request.")
            self.message_user(request, f"{latest} is withdrawn. It no longer counts.")
            return redirect(_page_of(latest))
        context = {
            "title": f"Withdraw {latest} at the sender’s request",
            "response": latest,
            "url": _page_of(latest),
            "form": form,
        }
        return context | meanwhile, 409 if meanwhile["first"] else 422 if form.errors else 200


def _page_of(response):
    return reverse("admin:consultation_response_change", args=[response.pk])
