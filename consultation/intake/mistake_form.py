"""Why an entry was a mistake."""

from django import forms

from consultation.models import Mistake, Response
from sdp_portal.officers.notes import NoteField


class MistakeForm(forms.Form):
    why = forms.ChoiceField(
        label="Why it should not count",
        choices=[choice for choice in Mistake.Why.choices if choice[0] != Mistake.Why.IMPORT],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose why it should not count.",
            "invalid_choice": "Choose one of the reasons.",
        },
    )
    reference = forms.CharField(
        label="Reference of the one that stays",
        required=False,
        max_length=40,
        help_text="If it was entered twice. It looks like SDP-7F3K-92QD.",
        error_messages={"max_length": "A reference is shorter."},
    )
    note = NoteField(
        label="More about it",
        help_text="Needed for another reason. Only officers read this.",
    )

    def __init__(self, *args, response: Response, **kwargs):
        super().__init__(*args, **kwargs)
        self.response = response

    def clean(self):
        data = super().clean()
        data["duplicate_of"] = None
        if data.get("why") == Mistake.Why.DUPLICATE and "reference" in data:
            data["duplicate_of"] = self._other(data["reference"].strip().upper())
        if data.get("why") == Mistake.Why.OTHER and not data.get("note") and "note" in data:
            self.add_error("note", "Say what the reason is.")
        return data

    def _other(self, reference):
        if not reference:
            self.add_error("reference", "Enter the reference of the response that stays.")
        elif reference == self.response.reference:
            self.add_error("reference", "This is the response itself. Enter the one that stays.")
        else:
            counted = Response.objects.counted().filter(consultation=self.response.consultation)
            if other := counted.filter(reference=reference).first():
                return other
            self.add_error(
                "reference", "No response of this consultation that counts has this reference."
            )
        return None
