"""The filters of the list of published responses."""

from django import forms

from consultation.models import Answer
from consultation.models.response import respondents_here
from outcome.models import PublishedComment
from sdp_portal.forms import PortalForm

WHOLE = "whole"
LAST_NUMBER = 2_000_000_000  # more than there can be; the database can still compare it
NO_SUCH_CHOICE = {"invalid_choice": "There is no such choice. Choose one from the list."}


class FilterForm(PortalForm):
    """Sent by GET. An unknown value makes it invalid, and then the list is empty."""

    is_filter = True

    part = forms.ChoiceField(
        label="About which part", required=False, error_messages=NO_SUCH_CHOICE
    )
    kind = forms.ChoiceField(
        label="From whom",
        required=False,
        choices=lambda: [("", "Everyone"), *respondents_here()],
        error_messages=NO_SUCH_CHOICE,
    )
    agreement = forms.ChoiceField(
        label="Answer to the question",
        required=False,
        choices=[("", "Any answer, or none"), *Answer.Choice.choices],
        error_messages=NO_SUCH_CHOICE,
    )
    after = forms.IntegerField(
        required=False, min_value=0, max_value=LAST_NUMBER, widget=forms.HiddenInput
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=LAST_NUMBER, widget=forms.HiddenInput
    )

    NARROWING = ("part", "kind", "agreement")

    def __init__(self, data, *, parts):
        super().__init__(data)
        self.parts = {part.key: part for part in parts}
        self.fields["part"].choices = [
            ("", "Everything"),
            (WHOLE, "The whole strategy"),
            *((part.key, part.label) for part in parts),
        ]

    def clean(self):
        data = super().clean()
        if data.get("after") is not None and data.get("before") is not None:
            raise forms.ValidationError("Comments are listed after a number or before one.")
        return data

    @property
    def is_narrowed(self):
        return any(self.data.get(name) for name in self.NARROWING)

    @property
    def part_chosen(self):
        return self.parts.get(self.cleaned_data.get("part")) if self.is_valid() else None

    @property
    def conditions(self) -> dict:
        """Conditions on the listed rows, from a valid form."""
        data = self.cleaned_data
        wanted = {"respondent_kind": data["kind"], "choice": data["agreement"]}
        conditions = {name: value for name, value in wanted.items() if value}
        if data["part"]:
            part = self.part_chosen
            conditions["place"] = part.position if part else PublishedComment.WHOLE
        return conditions
