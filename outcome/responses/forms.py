"""The filters of the list of published responses."""

from django import forms
from django.core.validators import MaxLengthValidator

from consultation.models import Answer
from consultation.models.response import respondents_here
from outcome.models import PublishedComment
from sdp_portal.forms import PortalForm
from sdp_portal.search import LONGEST_SEARCH
from strategy.models import Part

WHOLE = "whole"
AND_BELOW = ".all"  # after the key of a part, which has no full stop
NEWEST_FIRST = "newest"
LAST_NUMBER = 2_000_000_000  # more than there can be; the database can still compare it
NO_SUCH_CHOICE = {"invalid_choice": "There is no such choice. Choose one from the list."}


class FilterForm(PortalForm):
    """Sent by GET. An unknown value makes it invalid, and then the list is empty."""

    is_filter = True

    words = forms.CharField(
        label="Search the comments",
        required=False,
        # No maxlength attribute, because that silently cuts off pasted text.
        validators=[
            MaxLengthValidator(
                LONGEST_SEARCH, f"Search for fewer words: {LONGEST_SEARCH} characters or less."
            )
        ],
        widget=forms.SearchInput,
    )
    part = forms.ChoiceField(
        label="Part of the strategy", required=False, error_messages=NO_SUCH_CHOICE
    )
    kind = forms.ChoiceField(
        label="Who responded",
        required=False,
        choices=lambda: [("", "Everyone"), *respondents_here()],
        error_messages=NO_SUCH_CHOICE,
    )
    agreement = forms.ChoiceField(
        label="Their answer, if they gave one",
        required=False,
        choices=[("", "All answers"), *Answer.Choice.choices],
        error_messages=NO_SUCH_CHOICE,
    )
    order = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[("", "Oldest first"), (NEWEST_FIRST, "Newest first")],
        error_messages=NO_SUCH_CHOICE,
    )
    after = forms.IntegerField(
        required=False, min_value=0, max_value=LAST_NUMBER, widget=forms.HiddenInput
    )
    before = forms.IntegerField(
        required=False, min_value=1, max_value=LAST_NUMBER, widget=forms.HiddenInput
    )

    NARROWING = ("words", "part", "kind", "agreement")
    KEPT = (*NARROWING, "order")  # on the next and the previous page

    def __init__(self, data, *, parts):
        super().__init__(data)
        self.parts = {part.key: part for part in parts}
        self.fields["part"].choices = [
            ("", "All parts"),
            (WHOLE, "The whole strategy"),
            *(choice for part in parts for choice in _choices(part)),
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
        chosen = self.cleaned_data["part"] if self.is_valid() else ""
        return self.parts.get(chosen.removesuffix(AND_BELOW))

    @property
    def asked_for(self) -> dict:
        """What `page_of` needs to know, from a valid form."""
        return {
            "conditions": self._conditions(),
            "newest_first": self.cleaned_data["order"] == NEWEST_FIRST,
            **{name: self.cleaned_data[name] for name in ("words", "after", "before")},
        }

    def _conditions(self):
        """Conditions on the listed rows."""
        data = self.cleaned_data
        wanted = {"respondent_kind": data["kind"], "choice": data["agreement"]}
        conditions = {name: value for name, value in wanted.items() if value}
        if data["part"].endswith(AND_BELOW):
            parts = self.part_chosen.with_those_below
            conditions["place__in"] = [part.position for part in parts]
        elif data["part"]:
            part = self.part_chosen
            conditions["place"] = part.position if part else PublishedComment.WHOLE
        return conditions


def _choices(part):
    """The part alone, and it with the parts below it."""
    yield part.key, part.label
    if part.children:
        has_goals = all(child.kind == Part.Kind.GOAL for child in part.children)
        yield (
            f"{part.key}{AND_BELOW}",
            f"{part.label} and {'its goals' if has_goals else 'everything in it'}",
        )
