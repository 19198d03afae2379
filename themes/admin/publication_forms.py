"""Forms of the officers' pages for previewing and publishing an edition."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from sdp_portal.clock import LONDON
from sdp_portal.forms import MomentField
from strategy.models import Edition

LONGEST_PREVIEW = 60  # days
STILL_TRUE = (
    "Every page of the new text says this. It comes from the text that you copy: is it still true? "
    "Change it, or leave it empty."
)


class PublicationForm(forms.ModelForm):
    """What the public reads about the edition and the decision behind it."""

    decision_link = forms.URLField(
        label="Minutes or papers",
        required=False,
        assume_scheme="https",
        max_length=200,
        widget=admin.widgets.AdminTextInputWidget,
    )
    publish_from = MomentField(
        label="Public from",
        required=False,
        widget=admin.widgets.AdminSplitDateTime,
        help_text="London time. Leave empty to publish as soon as another officer agrees.",
    )

    class Meta:
        model = Edition
        fields = [
            "title",
            "standing",
            "change_note",
            "decided_by",
            "decided_on",
            "decision_link",
            "milestone",
            "publish_from",
        ]
        widgets = {
            "title": admin.widgets.AdminTextInputWidget,
            "change_note": admin.widgets.AdminTextareaWidget(attrs={"rows": 5}),
            "decided_by": admin.widgets.AdminTextInputWidget,
            "decided_on": admin.widgets.AdminDateWidget,
        }
        help_texts = {"milestone": "It gets the day of the decision as the day it was reached."}

    def __init__(self, *args, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = at.astimezone(LONDON).date()
        for name in ("change_note", "decided_by", "decided_on"):
            self.fields[name].required = True
        if not self.instance.strategy.editions.exclude(published_at=None).exists():
            self.fields["change_note"].help_text = "It’s the first text: what it is, in a sentence."
        self.fields["milestone"].queryset = self.instance.strategy.milestones.all()

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day and day > self.today:
            raise ValidationError("This day is still to come. Give it once the body has decided.")
        return day


class MomentForm(forms.Form):
    """The moment at which a preview shows something; none for the moment of looking."""

    at = MomentField(
        label="As at",
        required=False,
        widget=admin.widgets.AdminSplitDateTime,
        help_text="London time. Leave empty to see it as it is when you look.",
    )


class PreviewForm(MomentForm):
    days = forms.IntegerField(
        label="For partners without an account: days until the link ends",
        required=False,
        min_value=1,
        max_value=LONGEST_PREVIEW,
        help_text="Leave empty for a preview that only signed-in officers can open.",
    )


class ThrowAwayForm(forms.Form):
    because = forms.CharField(
        label="Why",
        max_length=1000,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 3}),
        help_text="Only officers read it.",
        error_messages={"required": "Say why you throw it away."},
    )
