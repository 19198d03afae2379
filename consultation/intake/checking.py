"""Checks a table of responses, and lists either what it would add or all its errors.

`rows.py` reads the rows, and `entering.py` finds the window.
"""

import dataclasses
import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from consultation.intake.entering import Entry, window_of
from consultation.intake.known_rows import Differing, KnownResponses
from consultation.intake.reading import Row
from consultation.intake.recognising import keys_to_use, source_keys
from consultation.intake.rows import Problem, RowReader, problem
from consultation.models import Consultation, Response, Window
from consultation.models.secrets import REFERENCE_LETTERS

REFERENCE = re.compile(rf"[A-Z]{{2,6}}(-[{REFERENCE_LETTERS}]{{4}}){{2}}")
LONGEST_REFERENCE = Response._meta.get_field("own_reference").max_length


@dataclass
class Checked:
    """Either there are `problems`, or all `entries` can be entered."""

    row_total: int
    problems: list[Problem] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)  # one for each entry
    known_total: int = 0  # and the same as in the file
    differing: list[Differing] = field(default_factory=list)

    def by_window_and_channel(self) -> list[tuple[Window, str, int]]:
        channels = (Response.Channel(entry.channel).label for entry in self.entries)
        numbers = Counter(zip(self.windows, channels, strict=True))
        return [(window, channel, number) for (window, channel), number in numbers.items()]

    @property
    def comment_total(self):
        return sum(len(entry.comments) for entry in self.entries)

    @property
    def answer_total(self):
        return sum(len(entry.answers) for entry in self.entries)


@dataclass(frozen=True)
class NewRows:
    """Rows of one response without a reference of ours, with the entry that they make."""

    identifier: str
    rows: list[Row]
    entry: Entry
    window: Window


class Check:
    """Checks one table of responses."""

    def __init__(self, consultation: Consultation, at: dt.datetime):
        self.consultation, self.at = consultation, at
        self.reader = RowReader(consultation)

    def check(self, rows: list[Row], columns: list[str]) -> Checked:
        """`columns` are those that the file has."""
        self.checked = Checked(row_total=len(rows))
        responses = {}
        for row in rows:
            identifier = row.cells["response"].strip()
            responses.setdefault(identifier or row.number, []).append(row)
        identifiers = {each for each in responses if isinstance(each, str)}
        self.known = KnownResponses(
            self.consultation,
            # Rows with a reference of this consultation come from an export of it.
            references={each for each in identifiers if REFERENCE.fullmatch(each)},
            own_references=identifiers,
            columns=columns,
            at=self.at,
        )
        found = []
        for identifier, of_one in responses.items():
            if identifier in self.known.by_reference:
                self._compare(self.known.by_reference[identifier], of_one)
            elif new := self._new(of_one):
                found.append(new)
        self._sort_out(found)
        self.checked.differing.sort(key=lambda differing: differing.row)
        self.checked.problems.sort()
        return self.checked

    def _compare(self, response, rows):
        if differing := self.known.compare(response, rows, self.reader):
            self.checked.differing.append(differing)
        else:
            self.checked.known_total += 1

    def _new(self, rows) -> NewRows | None:
        """None if the rows have errors."""
        identifier = rows[0].cells["response"].strip()
        entry, problems = self.reader.read(rows)
        if len(identifier) > LONGEST_REFERENCE:
            sentence = f"Write a shorter reference, of up to {LONGEST_REFERENCE} characters."
            problems.append(problem(rows[0], "response", sentence))
        if problems:
            self.checked.problems += problems
            return None
        try:
            window = window_of(entry, consultation=self.consultation, at=self.at)
        except ValidationError as error:
            by_name = error.error_dict if hasattr(error, "error_dict") else {"response": [error]}
            self.checked.problems += [
                problem(rows[0], name, each) for name, errors in by_name.items() for each in errors
            ]
            return None
        return NewRows(identifier, rows, entry, window)

    def _sort_out(self, found: list[NewRows]):
        """What is not known is added, unless a known response has the same reference."""
        keys = source_keys((new.identifier, new.entry) for new in found)
        for key, new in zip(keys_to_use(self.consultation, keys), found, strict=True):
            entry = dataclasses.replace(new.entry, source_key=key, own_reference=new.identifier)
            if key is None:
                self.checked.known_total += 1
            elif same := self.known.by_own_reference.get(new.identifier):
                self._ask(same, new.rows, entry, new.window)
            else:
                self.checked.entries.append(entry)
                self.checked.windows.append(new.window)

    def _ask(self, same: list[Response], rows, entry, window):
        """An officer says whether it is one of the responses that are known, or another."""
        if differing := self.known.compare_with_all(same, rows, self.reader):
            asked = dataclasses.replace(differing, addition=entry, window=window)
            self.checked.differing.append(asked)
        else:
            self.checked.known_total += 1
