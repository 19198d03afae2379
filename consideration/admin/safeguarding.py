"""Officers pass a response on when somebody may be at risk. Then only some of them read it."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.shortcuts import redirect

from consideration.admin.coding import CodeFilter
from consideration.models import Safeguarding
from consideration.reviewing.safeguarding import (
    TO_SEE,
    end_safeguarding,
    hidden_from,
    kept_for_safeguarding,
    safeguard,
)
from consultation.admin.mail import MailAdmin
from consultation.admin.responses import CommentAdmin
from consultation.intake.day_and_time import DayField, TimeOfDayField, moment_typed
from consultation.models import Comment, Mail
from sdp_portal.officers.notes import NoteField
from sdp_portal.officers.pages import FORM, officers_page

TO_PASS_ON = ["view", "consideration.add_safeguarding"]
TO_END = ["consideration.change_safeguarding"]
LATER_THAN_NOW = "This is later than now. Say when you passed it on."


class PassedOnForm(forms.Form):
    passed_to = forms.CharField(
        label="Passed on to",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="For instance: the police (999), First Contact, the safeguarding lead.",
        error_messages={"required": "Say whom you passed it on to."},
    )
    day = DayField(
        label="On",
        help_text="The day on which you told them, for instance 10/04/2024.",
        missing="Enter the day on which you passed it on.",
    )
    time = TimeOfDayField(
        label="At",
        help_text="For instance 14:30.",
        missing="Enter the time at which you passed it on.",
    )
    how = forms.CharField(
        label="How",
        max_length=200,
        widget=AdminTextInputWidget,
        help_text="For instance: by telephone, with a reference that they gave you.",
        error_messages={"required": "Say how you passed it on."},
    )
    note = NoteField(label="Note", help_text="Only those who may see the response read it.")

    def __init__(self, *args, at, **kwargs):
        self.at = at
        super().__init__(*args, **kwargs)

    def clean(self):
        passed_at = moment_typed(self, "day", "time")
        if passed_at and passed_at > self.at:
            self.add_error("time", LATER_THAN_NOW)
        told = {
            name: self.cleaned_data[name] for name in self.cleaned_data.keys() - {"day", "time"}
        }
        return told | {"passed_at": passed_at}


class SafeguardingMixin:
    """Adds passing on to the admin of responses, and leaves out what the officer may not read."""

    def get_queryset(self, request):
        hidden = hidden_from(request.user).values("pk")
        return super().get_queryset(request).exclude(pk__in=hidden)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["passed_on"] = Safeguarding.objects.about(obj).with_officers().first()
        context["may_pass_on"] = self.may(request, TO_PASS_ON, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @officers_page(
        "<int:pk>/pass-on/",
        "Somebody may be at risk",
        permissions=TO_PASS_ON,
        methods=FORM,
        template="admin/consideration/pass_on.html",
    )
    def pass_on_page(self, request, response):
        """Says what will happen; POST does it, or ends it."""
        passed_on = Safeguarding.objects.about(response).with_officers().first()
        if "end" in request.POST and self.may(request, TO_END):
            return self._end(request, response)
        form = PassedOnForm(request.POST if request.method == "POST" else None, at=request.at)
        if passed_on is None and form.is_valid():
            safeguard(response=response, **form.cleaned_data, by=request.user, at=request.at)
            done = "Passed it on, because somebody may be at risk."
            self.log_change(request, response, done)
            messages.success(request, f"{response} is passed on. It counts, and is never public.")
            if request.user.has_perm(TO_SEE):
                return redirect("admin:consultation_response_change", response.pk)
            return redirect("admin:consultation_response_to_review", response.consultation_id)
        context = {"title": f"Somebody may be at risk: {response}", "here": "Pass on", "form": form}
        context |= {"passed_on": passed_on, "may_end": self.may(request, TO_END)}
        return context, 422 if form.errors else 200

    def _end(self, request, response):
        if end_safeguarding(response=response, by=request.user, at=request.at):
            self.log_change(request, response, "Ended that it is kept for safeguarding.")
            messages.success(request, f"Every officer sees {response} again. Review it anew.")
        return redirect("admin:consultation_response_change", response.pk)


class SafeguardingFilter(admin.SimpleListFilter):
    title = "safeguarding"
    parameter_name = "safeguarding"

    def __init__(self, request, *args):
        self.may_see = request.user.has_perm(TO_SEE)
        super().__init__(request, *args)

    def lookups(self, request, model_admin):
        return [("passed-on", "Passed on")] if self.may_see else []

    def queryset(self, request, queryset):
        match self.value():
            case None:
                return queryset
            case "passed-on" if self.may_see:
                return queryset.filter(pk__in=kept_for_safeguarding().values("pk"))
            case _:
                return queryset.none()


admin.site.unregister([Comment, Mail])


@admin.register(Comment)
class ConsideredCommentAdmin(CommentAdmin):
    list_filter = [*CommentAdmin.list_filter, CodeFilter]

    def get_queryset(self, request):
        hidden = hidden_from(request.user).values("pk")
        return super().get_queryset(request).exclude(response__in=hidden)


@admin.register(Mail)
class ConsideredMailAdmin(MailAdmin):
    """A receipt repeats the words of its response."""

    def get_queryset(self, request):
        hidden = hidden_from(request.user).values("pk")
        return super().get_queryset(request).exclude(response__in=hidden)
