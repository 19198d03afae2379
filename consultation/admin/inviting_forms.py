"""The forms by which officers invite people and remind them."""

import re
import unicodedata

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from consultation.setup.invitation_list import (
    MAX_EMAIL,
    MAX_PEOPLE,
    TURNS_TEXT_AROUND,
    mended,
    problem_with_name,
    problem_with_organisation,
    read_lines,
    turned_round,
)
from consultation.setup.invitations import Person

MOST_OWN_WORDS = 1_000
FIELD_OF_LINE = re.compile(r"line-[0-9]{1,6}(-[0-9]{1,4})?")


class WindowField(forms.ModelChoiceField):
    def label_from_instance(self, window):
        return window.name_among_all


class NewInvitationsForm(forms.Form):
    """What cannot be read on the list is no error of the form: it is mended on the next page, whose
    fields are called `line-4`, or `line-4-2` for the second entry on that line."""

    window = WindowField(
        queryset=None,
        empty_label=None,
        label="Invited to",
        error_messages={"invalid_choice": "Choose a window by invitation that has not closed."},
    )
    name = forms.CharField(
        label="Name",
        required=False,
        widget=admin.widgets.AdminTextInputWidget,
        help_text="Of the person or the group.",
    )
    organisation = forms.CharField(
        label="Organisation", required=False, widget=admin.widgets.AdminTextInputWidget
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=MAX_EMAIL,
        widget=admin.widgets.AdminEmailInputWidget,
        help_text="The private link is sent there. Without an address you pass it on yourself.",
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com.",
            "max_length": "An email address has 254 characters or fewer.",
        },
    )
    people = forms.CharField(
        label="Or several at once",
        required=False,
        strip=False,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Paste a list from Outlook, Gmail, a spreadsheet or a CSV file, or type one "
        "person a line: name, email address, organisation. The first line may have headings. "
        f"Up to {MAX_PEOPLE} people. You see who is on it, and the message, before anything is "
        "sent.",
    )

    names_as_listed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, windows, **kwargs):
        super().__init__(data and _with_mended_lines(data), **kwargs)
        self.fields["window"].queryset = windows
        for name in ("name", "organisation", "people"):
            self.fields[name].validators = []  # our own checks give better messages

    def clean_name(self):
        name = self.cleaned_data["name"]
        return _refused_if(problem_with_name(name) if name else "") or name

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        return _refused_if(problem_with_organisation(organisation)) or organisation

    def clean_people(self):
        return read_lines(self.cleaned_data["people"])

    def clean(self):
        data = super().clean()
        if data.get("email") and data.get("name") == "":
            self.add_error("name", "Say whose address this is.")
        elif data.get("organisation") and data.get("name") == "":
            self.add_error("name", "Say whom you invite from this organisation.")
        if not self.errors and not data["name"] and not data["people"]:
            self.add_error("name", "Enter a name, or a list of people.")
        return data

    @property
    def as_listed(self) -> list[Person]:
        data = self.cleaned_data
        one = [Person(data["name"], data["email"], data["organisation"])] if data["name"] else []
        return one + [person for line in data["people"] for person in line.people]

    @property
    def everybody(self) -> list[Person]:
        """“Adams, Jane” of the list as Jane Adams, unless the officer wants the names as listed."""
        if self.cleaned_data["names_as_listed"]:
            return self.as_listed
        return [person._replace(name=turned_round(person.name)) for person in self.as_listed]

    @property
    def unreadable(self):
        return [line for line in self.cleaned_data["people"] if line.problem]


class OwnWordsForm(forms.Form):
    """`shown` are the words that stood in the message when the officer last saw it."""

    own_words = forms.CharField(
        label="Your own words (optional)",
        required=False,
        widget=admin.widgets.AdminTextareaWidget(attrs={"rows": 5}),
        help_text="The message to everybody begins with them. Up to "
        f"{MOST_OWN_WORDS:,} characters. Links and bold type are not possible.",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_own_words(self):
        words = "\n".join(self.cleaned_data["own_words"].splitlines())
        if len(words) > MOST_OWN_WORDS:
            number = f"{len(words):,}"
            raise ValidationError(f"Your words have {number} characters; {MOST_OWN_WORDS:,} fit.")
        hidden = {c for c in words if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
        if hidden | (TURNS_TEXT_AROUND & set(words)):
            raise ValidationError(
                "Your words have a character in them that cannot be seen. Type them again."
            )
        return words

    @property
    def were_seen(self) -> bool:
        """Whether the officer has seen the message with exactly these words."""
        shown = "\n".join(self.cleaned_data["shown"].splitlines())
        return shown == self.cleaned_data["own_words"]


def _refused_if(problem):
    if problem:
        raise ValidationError(problem[0].upper() + problem[1:])


def _with_mended_lines(data):
    instead = {name: words for name, words in data.items() if FIELD_OF_LINE.fullmatch(name)}
    return data | {"people": mended(data.get("people", ""), instead)}
