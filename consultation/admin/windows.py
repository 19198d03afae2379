"""Officers set up windows, and change their dates with a reason that everyone can read."""

from django.contrib import admin, messages
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.admin.filters import WindowsByFullName
from consultation.admin.launch_checklist import LeadsToChecklist
from consultation.admin.window_form import WindowForm
from consultation.models import Window, WindowChange
from consultation.setup.window_dates import change_dates, texts_with_old_days
from sdp_portal import clock
from sdp_portal.forms import MomentField
from sdp_portal.numbers import whole_number
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.templatetags.dates import moment_in_words


@admin.register(Window)
class WindowAdmin(LeadsToChecklist):
    once_deleted = (
        "Nobody has responded in it. If the consultation is live, the public no longer sees it."
    )
    form = WindowForm
    formfield_overrides = {models.DateTimeField: {"form_class": MomentField}}
    fields = [
        "consultation",
        "title",
        "audience",
        "opens_at",
        "last_minute",
        "grace_minutes",
        "asked",
        "milestone",
        "closes_at",
    ]
    readonly_fields = ["changes_of_dates", "invited"]
    says_instead = {"closes_at": "last_minute"}
    list_display = ["title", "consultation", "audience", "opens_at", "last_minute", "state_now"]
    list_filter = ["consultation", "audience"]
    list_select_related = ["consultation"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return self.fields
        fields = list(self.fields)
        place = fields.index("last_minute") + 1
        if obj.consultation.is_live:
            reason = ["reason"] if self.has_change_permission(request, obj) else []
            fields[place:place] = [*reason, "changes_of_dates"]
        if not obj.is_for_everyone:
            fields.insert(fields.index("audience") + 1, "invited")
        return fields

    @admin.display(description="invitations")
    def invited(self, window):
        number = window.invitations.usable().count()
        return format_html(
            '<a href="{}?window__id__exact={}">{}</a> · <a href="{}?window={}">Invite people</a>',
            reverse("admin:consultation_invitation_changelist"),
            window.pk,
            "1 invitation" if number == 1 else f"{number} invitations",
            reverse("admin:consultation_invitation_add"),
            window.pk,
        )

    @admin.display(description="changes so far")
    def changes_of_dates(self, window):
        number = window.changes.count()
        if not number:
            return "None."
        address = reverse("admin:consultation_windowchange_changelist")
        words = "1 change of the dates" if number == 1 else f"{number} changes of the dates"
        return format_html('<a href="{}?window__id__exact={}">{}</a>', address, window.pk, words)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.at = request.at
        return form

    def save_model(self, request, obj, form, change):
        """Dates change only through `change_dates`, which records the reason."""
        if change:
            made = change_dates(
                window=obj,
                opens_at=obj.opens_at,
                closes_at=obj.closes_at,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=request.at,
            )
            if made and (texts := texts_with_old_days(made)):
                sentence = f"The old day is still in {', '.join(texts)}. Please check."
                self.message_user(request, sentence, messages.WARNING)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        allowed = super().has_delete_permission(request, obj)
        return allowed and not (obj and obj.why_it_stays(at=request.at))

    def delete_view(self, request, object_id, extra_context=None):
        window = Window.objects.filter(pk=whole_number(object_id)).first()
        sentence = window and window.why_it_stays(at=request.at)
        if not sentence or not super().has_delete_permission(request):
            return super().delete_view(request, object_id, extra_context)
        self.message_user(request, sentence, messages.ERROR)
        return redirect("admin:consultation_window_change", object_id)

    @admin.display(description="last minute", ordering="closes_at")
    def last_minute(self, window):
        return window.last_minute

    @admin.display(description="state")
    def state_now(self, window):
        if not window.consultation.is_live:
            return "Not live yet"
        return window.state(at=clock.now()).label


@admin.register(WindowChange)
class WindowChangeAdmin(ReadOnly, OfficersAdmin):
    list_display = ["window", "changed_at", "changed_by", "opening", "closing", "reason"]
    list_filter = ["window__consultation", ("window", WindowsByFullName)]
    search_fields = ["reason", "window__title"]
    fields = [
        "window",
        "changed_at",
        "changed_by",
        "opened_at",
        "opens_at",
        "closed_at",
        "closes_at",
        "reason",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_listing()

    @admin.display(description="opening")
    def opening(self, change):
        if not change.opening_moved:
            return None
        return f"{moment_in_words(change.opened_at)} → {moment_in_words(change.opens_at)}"

    @admin.display(description="last minute")
    def closing(self, change):
        if not change.closing_moved:
            return None
        before, after = change.last_minute_before, change.last_minute_after
        return f"{moment_in_words(before)} → {moment_in_words(after)}"
