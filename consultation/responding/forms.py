import datetime as dt

from django import forms

from consultation.models import MAX_COMMENT, MOST_COMMENTS, Response
from consultation.models.response import respondents_here
from sdp_portal.forms import (
    CharacterCountTextarea,
    HintedRadioSelect,
    PortalForm,
    stays_on_one_line,
)


def browser_length(text: str) -> int:
    """The length as a browser's textarea counts it: UTF-16 code units, a line break as one."""
    return len(text.encode("utf-16-le")) // 2


class WordsField(forms.CharField):
    """A person's words, unchanged except that each line break is one character.

    Blank text counts as empty. The limit is counted as a browser counts.
    """

    def __init__(self, *, rows=8, **kwargs):
        widget = CharacterCountTextarea(max_length=MAX_COMMENT, attrs={"rows": rows})
        super().__init__(strip=False, widget=widget, **kwargs)

    def clean(self, value):
        text = super().clean(value).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return ""
        if (length := browser_length(text)) > MAX_COMMENT:
            raise forms.ValidationError(
                f"Your comment must be {MAX_COMMENT:,} characters or fewer. "
                f"It has {length - MAX_COMMENT:,} too many."
            )
        return text


class CommentForm(PortalForm):
    text = WordsField(label="Your comment", error_messages={"required": "Enter your comment."})
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)  # which words are changed

    def add_error(self, field, error):
        """Browsers put the cursor into a box that was refused, where the error is."""
        super().add_error(field, error)
        self.fields["text"].widget.attrs["autofocus"] = True

    @property
    def words_and_seen(self):
        return {name: self.cleaned_data[name] for name in ("text", "seen")}

    def refuse_until_seen(self, mark):
        """The comment holds other words by now. With their `mark` the form can be sent again."""
        self.data = self.data.copy()
        self.data["seen"] = mark
        self.add_error(
            "text",
            "You changed this comment in another tab. Both versions are on this page: put into "
            "this box what you want to keep, and save it again.",
        )

    def refuse_one_more(self):
        self.add_error(
            "text",
            f"Your response has {MOST_COMMENTS} comments, which is the most it can have. "
            "Copy these words into one of your other comments, or send this response and start "
            "another.",
        )


class AboutYouForm(PortalForm):
    nameless = "Enter your name, or choose to be published without your name."

    respondent_kind = forms.ChoiceField(
        label="You are responding as",
        choices=respondents_here,
        widget=HintedRadioSelect(reveals={Response.Kind.ORGANISATION: "organisation"}),
        error_messages={
            "required": "Select who you are responding as.",
            "invalid_choice": "Select who you are responding as from the list.",
        },
    )
    organisation = forms.CharField(
        label="Name of the organisation or group",
        required=False,
        max_length=200,
        validators=[stays_on_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "max_length": "The name of the organisation must be 200 characters or fewer.",
        },
    )
    name = forms.CharField(
        label="Your name",
        required=False,
        max_length=200,
        validators=[stays_on_one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "max_length": "Your name must be 200 characters or fewer.",
        },
    )
    email = forms.EmailField(
        label="Your email address",
        required=False,
        max_length=254,
        validators=[stays_on_one_line],
        help_text="We use it only to contact you about this response. It is never published.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": "Enter an email address in the correct format, like name@example.com.",
            "max_length": "Your email address must be 254 characters or fewer.",
        },
    )
    locality = forms.ModelChoiceField(
        label="The area you live or work in",
        queryset=None,
        required=False,
        empty_label="Choose an area",
        error_messages={"invalid_choice": "Choose an area from the list."},
    )
    publication = forms.ChoiceField(
        label="What may we publish?",
        choices=Response.Publication,
        widget=HintedRadioSelect(
            hints={
                Response.Publication.NOTHING: (
                    "We still read and count your response. "
                    "Nothing you wrote appears on this website."
                ),
                Response.Publication.WITHOUT_NAME: (
                    "After the consultation closes, we show your comments on this website, for "
                    "example as from “A resident”. Leave out anything that could identify you."
                ),
                Response.Publication.WITH_NAME: (
                    "After the consultation closes, we show your comments on this website, under "
                    "the name that you give above."
                ),
            }
        ),
        error_messages={
            "required": "Choose what we may publish.",
            "invalid_choice": "Choose what we may publish from the list.",
        },
    )

    def __init__(self, *args, consultation, at: dt.datetime | None = None, **kwargs):
        """Offers the areas that exist at `at`, and the one that was chosen before; without `at`,
        all of them."""
        super().__init__(*args, **kwargs)
        localities = consultation.localities.all()
        if at is not None:
            chosen = self.initial.get("locality")
            localities = localities.valid(at=at) | localities.filter(pk=chosen and chosen.pk)
        if localities.exists():
            self.fields["locality"].queryset = localities
        else:
            del self.fields["locality"]

    def clean(self):
        """The response's database constraints, with each error at the field to correct."""
        data = super().clean()
        is_organisation = data.get("respondent_kind") == Response.Kind.ORGANISATION
        if not is_organisation and "organisation" in data:
            data["organisation"] = ""
        if is_organisation and data.get("organisation") == "":
            self.add_error("organisation", "Enter the name of the organisation or group.")
        if (
            data.get("publication") == Response.Publication.WITH_NAME
            and data.get("name") == ""
            and not is_organisation
        ):
            self.add_error("name", self.nameless)
        return data
