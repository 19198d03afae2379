"""Files that officers attach to a response; `attachments.py` says which are accepted."""

from django import forms
from django.core.exceptions import ValidationError

from consultation.intake.attachments import ACCEPT, MOST_BYTES, TAKEN, check_file
from sdp_portal.forms import PortalForm


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.Field):
    """Any number of files. The value is the list of files that passed `check_file`."""

    widget = ManyFilesInput
    default_error_messages = {"required": "Choose a file."}

    def clean(self, value):
        files = [file for file in value or [] if file]
        super().clean(files)
        checked, refusals = [], []
        for file in files:
            try:
                checked.append(check_file(file))
            except ValidationError as refusal:
                refusals.append(refusal)
        if refusals:
            raise ValidationError(refusals)
        return checked


class AttachForm(PortalForm):
    files = FilesField(
        label="Scans or other files",
        widget=ManyFilesInput(attrs={"accept": ACCEPT}),
        help_text=f"{TAKEN}, each up to {MOST_BYTES // 1024**2} MB. Only officers can read them.",
    )
