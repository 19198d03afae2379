"""The form that officers fill in for a response on paper, by post, by telephone or at a meeting.

It has several small forms in the order of the printed form, so that officers can type a stack of
paper from top to bottom. Every choice is a drop-down list, so that typing its first letters selects
it.
"""

import datetime as dt
import re
import secrets

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict

from consultation.intake.attachment_form import AttachForm
from consultation.models import MOST_COMMENTS, Answer, Consultation, Invitation, Response
from consultation.models.response import respondents_here
from consultation.responding.answers_form import NO_ANSWER, AnswersForm, choice_name, comment_name
from consultation.responding.forms import AboutYouForm, WordsField
from sdp_portal.clock import clock_change, in_london
from sdp_portal.forms import PortalForm, PortalFormMixin

FIRST_ROWS = 3
MORE_ROWS = 3
KEY = re.compile(r"[A-Za-z0-9_-]{24}")
MOST_PEOPLE = 100_000
KEPT_FOR_THE_NEXT = ("channel", "received_on", "received_time")
DAYS = ["%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y"]
TIMES = ["%H:%M", "%H.%M", "%H:%M:%S", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"]


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
    received_on = forms.DateField(
        label="Day received",
        input_formats=DAYS,
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"size": 11}),
        help_text="For instance 10/04/2024.",
        error_messages={
            "required": "Enter the day on which it was received.",
            "invalid": "Enter the day as 10/04/2024.",
        },
    )
    received_time = forms.TimeField(
        label="Time received",
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H:%M", attrs={"size": 6}),
        help_text="For instance 14:30. If only the day is known: 12:00.",
        error_messages={
            "required": "Enter the time at which it was received; if nobody knows, 12:00.",
            "invalid": "Enter the time as 14:30 or 2:30pm.",
        },
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
        day, time = data.get("received_on"), data.get("received_time")
        if day and time:
            naive = dt.datetime.combine(day, time)
            if sentence := clock_change(naive):
                self.add_error("received_time", sentence)
            else:
                data["received_at"] = in_london(naive)
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
    def _ask(self, question, answer):
        super()._ask(question, answer)
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
        self.fields["email"].help_text = "No mail goes there by itself."
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


class EntryForm:
    """All the small forms together. Each page has its own `key`, so that it is saved once."""

    first_rows = FIRST_ROWS

    def __init__(
        self, consultation: Consultation, *, data=None, files=None, initial=None, may_attach=False
    ):
        self.consultation = consultation
        self.wants_more = data is not None and "more" in data
        key = data.get("key", "") if data else ""
        self.key = key if KEY.fullmatch(key) else secrets.token_urlsafe(18)
        rows = (data or {}).get("rows", "")
        rows = int(rows) if rows.isdecimal() and len(rows) < 4 else self.first_rows
        self.new_row = rows if self.wants_more else None
        rows += MORE_ROWS if self.wants_more else 0
        parts = {part.key: part for part in consultation.edition.parts.in_reading_order()}
        self.how = HowItCameForm(data, initial=initial)
        self.comments = [
            CommentRowForm(data, parts=parts, number=number)
            for number in range(1, min(max(rows, FIRST_ROWS), MOST_COMMENTS) + 1)
        ]
        self.answers = EnteredAnswersForm(data, questions=consultation.questions.in_order())
        self.who = AboutThemForm(data, consultation=consultation)
        self.route = RouteForm(data, consultation=consultation)
        self.files = MaybeFilesForm(data, files) if may_attach else None
        for form in self.forms:
            form.is_checked = not self.wants_more

    def begin_at(self, *, is_next: bool):
        """Put the cursor where typing goes on.

        That is the first new row, or the first comment when details are kept from the response
        before, or the top. If there are errors, the error summary has the focus instead.
        """
        if self.problems:
            return
        row = self.new_row if self.wants_more else 0
        form, name = (self.how, "channel")
        if self.wants_more or is_next:
            form, name = self.comments[min(row, len(self.comments) - 1)], "part"
        form.fields[name].widget.attrs["autofocus"] = True

    @property
    def forms(self):
        return [
            *(self.how, *self.comments, self.answers, self.who, self.route),
            *([self.files] if self.files else []),
        ]

    def is_valid(self):
        faulty = [form for form in self.forms if not form.is_valid()]  # check them all
        return not faulty and not self.wants_more

    @property
    def entry_fields(self) -> dict:
        """The fields of an `Entry`, from a valid form."""
        how = self.how.cleaned_data
        comments = [row.comment for row in self.comments]
        return {
            "channel": how["channel"],
            "received_at": how["received_at"],
            "headcount": how["headcount"],
            "comments": [(part, text) for part, text in comments if text],
            "answers": self.answers.given,
            "details": self.who.cleaned_data,
            "via": self.route.cleaned_data["via"],
            "invitation": self.route.cleaned_data["invitation"],
            "source_key": f"entered-{self.key}",
        }

    def refuse(self, refusal: ValidationError):
        """Show at its field why the response cannot be entered."""
        if not hasattr(refusal, "error_dict"):
            self.comments[0].add_error("text", refusal)
            return
        for told, sentences in refusal.error_dict.items():
            name = "received_on" if told == "received_at" else told
            form = next(form for form in (self.how, self.route) if name in form.fields)
            form.add_error(name, sentences)

    @property
    def problems(self):
        """Each field that has an error, with the error."""
        if self.wants_more:
            return []
        return [
            (field, sentence) for form in self.forms for field in form for sentence in field.errors
        ]
