"""Officers set up windows, and change their dates with a reason that everyone can read."""

import datetime as dt
from contextlib import contextmanager

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from consultation.admin.filters import WindowsByFullName
from consultation.admin.launch_checklist import LeadsToChecklist
from consultation.models import Consultation, Window, WindowChange
from consultation.setup.text_to_read import refuse_to_open_before_the_text
from consultation.setup.window_dates import (
    change_dates,
    refuse_short,
    refuse_to_announce_the_past,
    refuse_to_take_back,
    texts_with_old_days,
)
from sdp_portal import clock
from sdp_portal.forms import MomentField
from sdp_portal.numbers import whole_number
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.read_only import ReadOnly
from sdp_portal.templatetags.dates import moment_in_words
from strategy.models import Milestone

OF_ANOTHER_STRATEGY = (
    "This milestone is of another strategy. Choose one of the strategy that people are asked about."
)
NO_REASON = "Say why the dates are changed; the public can read it."


class WindowForm(forms.ModelForm):
    """Officers type the window's last minute, and the window closes when that minute ends.

    Once its consultation is live, a change of the dates needs a reason (decision 0006).
    """

    at: dt.datetime  # set by WindowAdmin

    closes_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    last_minute = MomentField(
        widget=admin.widgets.AdminSplitDateTime,
        help_text="For instance 14/04/2024 and 23:59: it closes when that minute ends.",
    )
    reason = forms.CharField(
        label="Reason for new dates",
        required=False,
        max_length=1000,
        validators=[RegexValidator(r"\w", NO_REASON)],
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Needed when the opening or the last minute changes. "
        "The consultation’s page shows it to everyone, without your name.",
    )

    class Meta:
        model = Window
        fields = [
            "consultation",
            "title",
            "audience",
            "opens_at",
            "closes_at",
            "grace_minutes",
            "asked",
            "milestone",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("milestone"):
            field.queryset = self._milestones()
        if self.instance.pk is None:
            return
        self.initial["last_minute"] = self.instance.last_minute
        # A read-only form has no such fields.
        if field := self.fields.get("consultation"):
            field.disabled = True
            field.help_text = "A window stays in its consultation."
        has_opened = self.instance.has_opened(at=self.at) and self.instance.consultation.is_live
        if (field := self.fields.get("audience")) and has_opened:
            field.disabled = True
            field.help_text = "Who may respond stays as it was when the window opened."
        elif field and self.instance.invitations.exists():
            field.disabled = True
            field.help_text = "People have been invited, so it stays by invitation."

    def _milestones(self):
        """Those of the consultation's strategy; all while no consultation is chosen."""
        milestones = Milestone.objects.select_related("strategy")
        key = whole_number(str(self["consultation"].value() or ""))
        consultation = Consultation.objects.filter(pk=key).select_related("edition").first()
        if consultation is None:
            return milestones
        return milestones.filter(strategy=consultation.edition.strategy_id)

    def clean(self):
        data = super().clean()
        if opens_at := data.get("opens_at"):
            data["opens_at"] = _to_the_minute(opens_at)
        if last_minute := data.get("last_minute"):
            data["closes_at"] = _to_the_minute(last_minute) + dt.timedelta(minutes=1)
        if data.get("opens_at") and data.get("closes_at"):
            self._check_length(data)
            if self.instance.pk:
                self._check_change_of_dates(data)
            else:
                self._check_new(data)
            self._check_text(data)
        self._check_milestone(data)
        return data

    def _check_length(self, data):
        dates = {name: data[name] for name in ("opens_at", "closes_at")}
        with self._told_by_field():
            refuse_short(window=self.instance, **dates, at=self.at)

    def _check_new(self, data):
        consultation, audience = data.get("consultation"), data.get("audience")
        if consultation and audience:
            with self._told_by_field():
                refuse_to_announce_the_past(
                    consultation=consultation,
                    audience=audience,
                    closes_at=data["closes_at"],
                    at=self.at,
                )

    @contextmanager
    def _told_by_field(self):
        """Officers type the last minute instead of the closing."""
        try:
            yield
        except ValidationError as refusal:
            for field, sentences in refusal.message_dict.items():
                self.add_error("last_minute" if field == "closes_at" else field, sentences)

    def _check_milestone(self, data):
        """A new window can be given another consultation than the one that its page began with."""
        consultation, milestone = data.get("consultation"), data.get("milestone")
        if consultation and milestone and milestone.strategy != consultation.edition.strategy:
            self.add_error("milestone", OF_ANOTHER_STRATEGY)

    def _check_text(self, data):
        """Everybody can read the text before the window opens."""
        consultation, opens_at = data.get("consultation"), data.get("opens_at")
        if consultation and opens_at and opens_at != self.instance.opens_at:
            try:
                refuse_to_open_before_the_text(consultation=consultation, opens_at=opens_at)
            except ValidationError as refusal:
                self.add_error(None, refusal)

    def _check_change_of_dates(self, data):
        if "opens_at" not in self.changed_data:
            data["opens_at"] = self.instance.opens_at
        if "last_minute" not in self.changed_data:
            data["closes_at"] = self.instance.closes_at
        new = {name: data[name] for name in ("opens_at", "closes_at")}
        if new == {name: getattr(self.instance, name) for name in new}:
            if data.get("reason"):
                sentence = "The dates are as they were. Change one of them, or leave this empty."
                self.add_error("reason", sentence)
            return
        is_live = self.instance.consultation.is_live
        if is_live and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", NO_REASON)
        with self._told_by_field():
            refuse_to_take_back(window=self.instance, **new, at=self.at)


def _to_the_minute(moment):
    return moment.replace(second=0, microsecond=0)


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
