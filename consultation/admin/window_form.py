"""The form of a window."""

import datetime as dt
from contextlib import contextmanager

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from consultation.models import Consultation, Window
from consultation.setup.text_to_read import refuse_to_open_before_the_text
from consultation.setup.window_dates import (
    refuse_short,
    refuse_to_announce_the_past,
    refuse_to_take_back,
)
from sdp_portal.forms import MomentField
from sdp_portal.numbers import whole_number
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
