"""The form that officers fill in for a response on paper, by post, by telephone or at a meeting.

It has several small forms (`entry_parts.py`) in the order of the printed form, so that officers can
type a stack of paper from top to bottom.
"""

import re
import secrets

from django.core.exceptions import ValidationError

from consultation.intake.entry_parts import (
    AboutThemForm,
    CommentRowForm,
    EnteredAnswersForm,
    HowItCameForm,
    MaybeFilesForm,
    RouteForm,
)
from consultation.models import MOST_COMMENTS, Consultation

FIRST_ROWS = 3
MORE_ROWS = 3
KEY = re.compile(r"[A-Za-z0-9_-]{24}")
KEPT_FOR_THE_NEXT = ("channel", "received_on", "received_time")


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
