"""What officers write for officers: why they did something, or a note about it."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

LONGEST_NOTE = 2000  # characters


class NoteField(forms.CharField):
    """Can be left empty, unless `missing` says what to write."""

    def __init__(self, *, missing: str = "", rows: int = 4, **kwargs):
        super().__init__(
            required=bool(missing),
            max_length=LONGEST_NOTE,
            widget=AdminTextareaWidget(attrs={"rows": rows}),
            error_messages={
                "required": missing,
                "max_length": f"Say it in {LONGEST_NOTE:,} characters or fewer.",
            },
            **kwargs,
        )
