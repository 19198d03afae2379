"""The small forms of which the form for a response consists (`entry_form.py`).

Every choice is a drop-down list, so that typing its first letters selects it.
"""

from django import forms
from django.forms.utils import ErrorDict

from consultation.intake.attachment_form import AttachForm
from consultation.intake.day_and_time import DayField, TimeOfDayField, moment_typed
from consultation.models import Answer, Invitation, Response
from consultation.models.response import respondents_here
from consultation.responding.answers_form import NO_ANSWER, AnswersForm, choice_name, comment_name
from consultation.responding.forms import AboutYouForm, WordsField
from sdp_portal.forms import PortalForm, PortalFormMixin

MOST_PEOPLE = 100_000


class NotYetChecked(PortalFormMixin):
    """A form that can be shown again as typed, without its errors."""

    is_checked = True

    def full_clean(self):
        if self.is_checked:
            return super().full_clean()
        self._errors, self.cleaned_data = ErrorDict(), {}
        return None


class HowItCameForm(NotYetChecked, PortalForm):
    channel = forms.ChoiceField(
        label="How it came",
        choices=[choice for choice in Response.Channel.choices if choice[0] != "web"],
        initial=Response.Channel.PAPER,
        error_messages={"invalid_choice": "Choose from the list how it came."},
    )
    received_on = DayField(
        label="Day received",
        help_text="For instance 10/04/2024.",
        missing="Enter the day on which it was received.",
    )
    received_time = TimeOfDayField(
        label="Time received",
        help_text="For instance 14:30. If only the day is known: 12:00.",
        missing="Enter the time at which it was received; if nobody knows, 12:00.",
    )
    headcount = forms.IntegerField(
        label="People at the meeting",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"size": 6, "inputmode": "numeric"}),
        help_text="For a meeting only. Its view is one response.",
        error_messages={
            "invalid": "Enter the number of people in figures, or leave it empty.",
            "min_value": "A meeting has at least one person.",
            "max_value": f"A meeting has at most {MOST_PEOPLE:,} people.",
        },
    )

    def clean(self):
        data = super().clean()
        if received_at := moment_typed(self, "received_on", "received_time"):
            data["received_at"] = received_at
        return data


class CommentRowForm(NotYetChecked, PortalForm):
    part = forms.ChoiceField(
        label="On the part",
        required=False,
        error_messages={"invalid_choice": "Choose a part of the strategy from the list."},
    )
    text = WordsField(required=False, rows=4)

    def __init__(self, *args, parts, number, **kwargs):
        super().__init__(*args, prefix=f"comment-{number}", **kwargs)
        self.parts = parts
        self.fields["text"].label = f"Comment {number}"
        choices = [(key, f"{part.number} {part.title}".strip()) for key, part in parts.items()]
        self.fields["part"].choices = [("", "The whole strategy"), *choices]

    def clean(self):
        data = super().clean()
        if data.get("part") and data.get("text") == "":
            sentence = "Enter the comment, or choose “The whole strategy” to leave this row empty."
            self.add_error("text", sentence)
        return data

    @property
    def comment(self):
        """The part (None: the whole strategy) and the text."""
        return self.parts.get(self.cleaned_data["part"]), self.cleaned_data["text"]


class EnteredAnswersForm(NotYetChecked, AnswersForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for question in self.questions:
            field = self.fields[choice_name(question)]
            field.widget = forms.Select()
            field.choices = [NO_ANSWER, *Answer.Choice.choices]

    @property
    def asked(self):
        """The fields of each question: the choice, and the comment or None."""
        for question in self.questions:
            comment = comment_name(question)
            yield self[choice_name(question)], self[comment] if comment in self.fields else None


class AboutThemForm(NotYetChecked, AboutYouForm):
    """`AboutYouForm` in an officer's words."""

    nameless = "Enter the name, or choose to publish without it."
    LABELS = {
        "respondent_kind": "Responding as",
        "organisation": "Organisation or group",
        "name": "Name",
        "email": "Email address",
        "locality": "Area",
        "publication": "May be published",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = {
            "respondent_kind": respondents_here(),
            "publication": Response.Publication.choices,
        }
        for name, values in choices.items():
            self.fields[name].widget = forms.Select()
            self.fields[name].choices = [("", "Choose"), *values]
        for name, label in self.LABELS.items():
            if field := self.fields.get(name):
                field.label = label
                field.widget.attrs["autocomplete"] = "off"
        self.fields["respondent_kind"].error_messages["required"] = "Choose who responds."
        self.fields["publication"].error_messages["required"] = "Choose what may be published."
        self.fields["email"].help_text = "We do not write to it by ourselves."
        self.fields[
            "publication"
        ].help_text = "As the person chose. If they do not say, ask; if you cannot, do not publish."


class MaybeFilesForm(NotYetChecked, AttachForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].required = False


class FromTheListField(forms.ModelChoiceField):
    default_error_messages = {"invalid_choice": "Choose from the list."}


class RouteForm(NotYetChecked, PortalForm):
    """The group's link or the invitation that the paper names, if any."""

    via = FromTheListField(
        label="Through the group", queryset=None, required=False, empty_label="None"
    )
    invitation = FromTheListField(
        label="By invitation for",
        queryset=None,
        required=False,
        empty_label="None",
        help_text="It then counts in the window that the invitation is for.",
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["via"].queryset = consultation.circulation.all()
        self.fields["invitation"].queryset = (
            Invitation.objects.usable()
            .filter(window__consultation=consultation)
            .select_related("window")
        )
