from django import forms
from django.utils.html import escape

from consultation.equality.ballots import nonces_on
from consultation.models import EqualityOption
from sdp_portal.forms import PortalForm

NOTHING_CHOSEN = (
    "You have not chosen anything. Every question is optional: answer those you like, or go back."
)
NOT_OURS = (
    "We could not check this form, so nothing was counted. Open the questions once more from the "
    "page that you got after sending your response."
)


class EqualityAnswersForm(PortalForm):
    """The questions with their choices; `chosen` is the list of options.

    The field `nonce` has a ticket (`ballots.py`), and `nonces` are the nonces on it.
    """

    nonce = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, consultation, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.consultation = consultation
        self.questions = list(questions)
        for question in self.questions:
            self.fields[_name(question)] = forms.ChoiceField(
                label=question.wording,
                help_text=escape(question.hint),
                choices=[(str(o.pk), o.label) for o in question.options.all()],
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": "Choose one of the answers, or none."},
            )

    def clean(self):
        data = super().clean()
        self.nonces = nonces_on(data.get("nonce", ""), self.consultation)
        if not self.nonces:
            self.add_error(None, NOT_OURS)
        elif not self.errors and not self.chosen:
            self.add_error(None, NOTHING_CHOSEN)
        return data

    @property
    def chosen(self) -> list[EqualityOption]:
        data = self.cleaned_data
        return [
            option
            for question in self.questions
            for option in question.options.all()
            if data.get(_name(question)) == str(option.pk)
        ]


def _name(question):
    return f"equality-{question.pk}"
