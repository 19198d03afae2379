"""Reads the rows of one response, as a table writes them, into an entry.

The website's forms check personal details and comments. `cells.py` reads what a table writes in its
own way.
"""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from consultation.intake.cells import (
    ANSWERS,
    CHANNELS,
    PUBLICATIONS,
    Choices,
    Names,
    moment,
    plain,
)
from consultation.intake.entering import Entry
from consultation.intake.reading import Row
from consultation.intake.tables import shown
from consultation.models import Consultation, Given, Response
from consultation.models.response import respondents_here
from consultation.responding.forms import AboutYouForm, WordsField

# Columns about the whole response: each of its rows has the same value, or none.
OF_A_RESPONSE = [
    *("received_at", "channel", "group", "invited", "respondent_kind", "organisation"),
    *("name", "email", "area", "publication", "headcount"),
]
WHOLE = {"", "whole", "the whole strategy"}
COLUMN_OF = {"locality": "area", "invitation": "invited"}
COMMENT = WordsField(error_messages={"required": "Enter a comment."})
WORDS = WordsField(required=False)
HEADCOUNT = forms.IntegerField(
    required=False,
    min_value=1,
    max_value=1_000_000,
    error_messages={"invalid": "Enter a whole number, or leave it empty."},
)


@dataclass(frozen=True, order=True)
class Problem:
    row: int
    column: str
    reason: str


def problem(row: Row, column: str, reason: str | ValidationError) -> Problem:
    """`column` can also be the name of a field."""
    reason = reason if isinstance(reason, str) else " ".join(reason.messages)
    return Problem(row.number, COLUMN_OF.get(column, column), reason)


class AboutThemselves(AboutYouForm):
    """The website's form, used again for every response, so that it needs no query for each."""

    def __init__(self, *, consultation):
        super().__init__(consultation=consultation)
        areas = consultation.localities.all()
        self.areas = Names("an area of this consultation", ((a, [a.name]) for a in areas))
        self.fields["locality"] = forms.CharField(required=False)
        self.kinds = Choices(Response.Kind, also=respondents_here())
        for name, choices in {"respondent_kind": self.kinds, "publication": PUBLICATIONS}.items():
            self.fields[name] = forms.CharField(
                error_messages={"required": f"Fill this in: {choices.all}."}
            )

    def read(self, cells: dict[str, str]) -> dict:
        """The cleaned data; the form's `errors` has what is wrong."""
        self.data = cells | {"locality": cells["area"]}
        self.is_bound = True
        self.full_clean()
        return {name: self.cleaned_data.get(name) for name in Response.SAID_ABOUT_THEMSELVES}

    def clean_respondent_kind(self):
        return self.kinds.find(self.cleaned_data["respondent_kind"])

    def clean_publication(self):
        return PUBLICATIONS.find(self.cleaned_data["publication"])

    def clean_locality(self):
        return self.areas.find(self.cleaned_data["locality"])


class RowReader:
    """Reads tables for one consultation. The things that cells can name are fetched once."""

    def __init__(self, consultation: Consultation):
        self.about_themselves = AboutThemselves(consultation=consultation)
        self.parts = Names(
            "a part of the edition",
            (
                (part, [part.key, part.label, part.title])
                for part in consultation.edition.parts.all()
            ),
            instead="the key of the part, as in an export",
        )
        self.questions = Names(
            "a question of this consultation",
            ((question, [question.wording]) for question in consultation.questions.in_order()),
            instead="it as it was asked",
        )
        self.groups = Names(
            "a group that was given a link",
            ((group, [group.name, group.slug]) for group in consultation.circulation.all()),
            instead="the last part of its link",
        )
        self.invitations = Names(
            "somebody who was invited", _invitations(consultation), instead="the email address"
        )

    def read(self, rows: list[Row]) -> tuple[Entry, list[Problem]]:
        """The entry that the rows of one response make. It is of use if there are no problems."""
        self.problems = []
        cells = self._cells_of_response(rows)
        first = rows[0]
        details = self.about_themselves.read(cells)
        for name, errors in self.about_themselves.errors.as_data().items():
            for error in errors:
                self._add_problem(first, name, error)
        comments, answers = [], {}
        for row in rows:
            if not row.cells["question"].strip() and not row.cells["answer"].strip():
                comments.append((self._part(row), self._find(row, "text", COMMENT.clean)))
            elif answer := self._answer(row):
                if answer.question in answers:
                    self._add_problem(
                        row, "question", "This response answers the question in another row."
                    )
                answers[answer.question] = answer
        entry = Entry(
            received_at=self._find(first, "received_at", moment, cells),
            channel=self._find(first, "channel", CHANNELS.find_required, cells),
            via=self._find(first, "group", self.groups.find, cells),
            invitation=self._find(first, "invited", self.invitations.find, cells),
            headcount=self._find(first, "headcount", HEADCOUNT.clean, cells),
            details=details,
            comments=list(dict.fromkeys(comments)),  # the same words on the same part are one
            answers=list(answers.values()),
        )
        return entry, self.problems

    def _cells_of_response(self, rows):
        """The values that its rows share. A row that differs from an earlier one is an error."""
        cells = dict.fromkeys(OF_A_RESPONSE, "")
        row_of = {}
        for row in rows:
            for column in OF_A_RESPONSE:
                cell = row.cells[column]
                if not cell.strip() or cell == cells[column]:
                    continue
                if column in row_of:
                    self._add_problem(
                        row,
                        column,
                        f"“{shown(cell)}”, but row {row_of[column]}, of the same response, says "
                        f"“{shown(cells[column])}”.",
                    )
                else:
                    cells[column], row_of[column] = cell, row.number
        return cells

    def _part(self, row):
        is_whole = plain(row.cells["about"]) in WHOLE
        return None if is_whole else self._find(row, "about", self.parts.find)

    def _answer(self, row):
        if not row.cells["question"].strip():
            self._add_problem(row, "question", "Say which question this answers.")
            return None
        question = self._find(row, "question", self.questions.find)
        choice = self._find(row, "answer", ANSWERS.find)
        text = self._find(row, "text", WORDS.clean)
        if question is None or choice is None or text is None:
            return None
        if row.cells["about"].strip() and self._part(row) != question.part:
            about = question.part.label if question.part else "the whole strategy"
            self._add_problem(row, "about", f"The question is about {about}. Leave this empty.")
        if text and not question.has_comment_box:
            self._add_problem(
                row, "text", "This question asks for no comment. Make it a row of its own."
            )
        if not choice and not text:
            self._add_problem(row, "answer", "Fill in an answer, a text, or both.")
        return Given(question, choice, text)

    def _find(self, row, column, find, cells=None):
        try:
            return find((cells or row.cells)[column])
        except ValidationError as error:
            self._add_problem(row, column, error)
            return None

    def _add_problem(self, row, column, reason):
        self.problems.append(problem(row, column, reason))


def _invitations(consultation):
    """Each with its name and address. A revoked one is left out if its name is invited again."""
    windows = consultation.windows.prefetch_related("invitations")
    invitations = [i for window in windows for i in window.invitations.all()]
    usable = {i.name for i in invitations if not i.is_revoked}
    return ((i, [i.name, i.email]) for i in invitations if not i.is_revoked or i.name not in usable)
