"""Which differences of a file an officer brings in, as corrections of known responses."""

from django import forms

from sdp_portal.numbers import whole_number
from sdp_portal.officers.notes import NoteField


class VersionsField(forms.Field):
    """The keys of versions, from any number of ticked boxes."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        return [key for key in map(whole_number, value or []) if key is not None]


class CorrectionsForm(forms.Form):
    """`offered` are all that the page offered, for those who tick “all”. Some must be ticked if the
    file has nothing else to bring (`is_needed`)."""

    corrected = VersionsField(required=False)
    offered = VersionsField(required=False)
    is_needed = forms.BooleanField(required=False)
    all = forms.BooleanField(required=False)
    because = NoteField(
        label="Why you correct them",
        rows=3,
        help_text="For instance: names were misread in the scans. Only officers read this.",
    )

    def clean(self):
        data = super().clean()
        offered, is_all, is_needed = data.pop("offered"), data.pop("all"), data.pop("is_needed")
        data["corrected"] = offered if is_all else data["corrected"]
        if is_needed and not data["corrected"]:
            raise forms.ValidationError("Tick the responses that the file is to correct.")
        if data["corrected"] and data.get("because") == "":
            self.add_error("because", "Say why you correct them.")
        return data
