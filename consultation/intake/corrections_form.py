"""What an officer decides about responses that are known and that a file tells differently."""

from django import forms

from consultation.intake.importing import Chosen
from sdp_portal.numbers import whole_number
from sdp_portal.officers.notes import NoteField

CORRECT, ADD, LEAVE = "correct", "add", "leave"
FOR_ONE = [
    (CORRECT, "The same response: correct it as the file says"),
    (ADD, "Another response: add it"),
    (LEAVE, "Leave this row out"),
]
FOR_ALL = [
    ("", "I choose for each of them below"),
    (CORRECT, "They are the same responses: correct them all as the file says"),
    (ADD, "They are other responses: add them all"),
    (LEAVE, "Leave all these rows out"),
]


class VersionsField(forms.Field):
    """The keys of versions, from any number of ticked boxes."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        return [key for key in map(whole_number, value or []) if key is not None]


class CorrectionsForm(forms.Form):
    """`offered` are all that the page offered, for those who tick “all”. Some must be ticked if the
    file has nothing else to bring (`is_needed`).

    `asked` are the versions whose reference, an officer's own, a row has too. An officer says for
    each, or for all, what the row is; the value says whether it can correct the version.
    """

    corrected = VersionsField(required=False)
    offered = VersionsField(required=False)
    asked = VersionsField(required=False)
    is_needed = forms.BooleanField(required=False)
    all = forms.BooleanField(required=False)
    same = forms.ChoiceField(
        label="What are these rows?",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of these."},
    )
    because = NoteField(
        label="Why you correct them",
        rows=3,
        help_text="For instance: names were misread in the scans. Only officers read this.",
    )

    def __init__(self, data=None, *, asked: dict[int, bool] | None = None):
        super().__init__(data)
        if asked is None:
            asked = dict.fromkeys(VersionsField().clean(data.getlist("asked")), True)
        self.asked = asked
        may_correct_all = all(asked.values())
        self.fields["same"].choices = [c for c in FOR_ALL if may_correct_all or c[0] != CORRECT]
        for key, may_correct in asked.items():
            self.fields[f"same-{key}"] = forms.ChoiceField(
                label="What is this row?",
                required=False,
                widget=forms.RadioSelect,
                choices=[choice for choice in FOR_ONE if may_correct or choice[0] != CORRECT],
                error_messages={"invalid_choice": "Choose one of these."},
            )

    def of(self, key: int):
        """The bound field of one that was asked about."""
        return self[f"same-{key}"]

    def clean(self):
        data = super().clean()
        if data.get("all"):
            data["corrected"] = data["offered"]
        if data.get("is_needed") and not data["corrected"]:
            raise forms.ValidationError("Tick the responses that the file is to correct.")
        told = {key: data.get(f"same-{key}") or data.get("same") for key in self.asked}
        if not all(told.values()):
            raise forms.ValidationError(
                "Say what each row is whose reference you have used before, or choose for them all."
            )
        data["chosen"] = self._chosen(told, data)
        if data["chosen"].corrected and data.get("because") == "":
            self.add_error("because", "Say why you correct them.")
        return data

    def _chosen(self, told, data) -> Chosen:
        by_choice = {
            choice: [key for key, told_of in told.items() if told_of == choice]
            for choice in (CORRECT, ADD, LEAVE)
        }
        return Chosen(
            corrected=[*data["corrected"], *by_choice[CORRECT]],
            added=by_choice[ADD],
            left=by_choice[LEAVE],
            adds_all=data.get("same") == ADD,
            because=data.get("because", ""),
        )
