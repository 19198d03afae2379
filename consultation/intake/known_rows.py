"""Compares rows of a file with the responses that are known under their references."""

import datetime as dt
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from consultation.intake.comparing import Difference, as_entry, differences, to_the_same_second
from consultation.intake.entering import Entry
from consultation.intake.mending import why_not_mend, window_of_correction
from consultation.intake.reading import Row
from consultation.models import Consultation, Response
from consultation.responding.answers import answers_and_comments
from sdp_portal.numbers import whole_number

SINCE = (
    "It has been changed since this file was exported. Export it again and make your changes there."
)


@dataclass(frozen=True, order=True)
class Problem:
    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Differing:
    """A known response that the file tells differently. `why_not` says why officers cannot bring
    the differences in; if it is empty, `entry` can be its correction."""

    row: int
    response: Response  # the version that counts
    entry: Entry
    differences: list[Difference] = field(default_factory=list)
    why_not: str = ""


class KnownResponses:
    """The last versions of the responses with `references`, except those of an undone import."""

    def __init__(self, consultation: Consultation, references: list[str], *, at: dt.datetime):
        self.at = at
        latest = consultation.responses.latest().filter(reference__in=references)
        undone = consultation.responses.undone().values("pk")
        self.responses = {
            response.reference: response
            for response in latest.exclude(pk__in=undone)
            .select_related(
                *("consultation", "window", "locality", "via", "invitation", "withdrawal")
            )
            .prefetch_related("mistakes", *answers_and_comments())
        }
        self.why_not = why_not_mend(list(self.responses.values()), at=at)

    def __contains__(self, reference):
        return reference in self.responses

    def filled_in(self, reference: str, rows: list[Row], columns: list[str]) -> list[Row]:
        """The rows; of columns that the file does not have, the first row says what is known."""
        response = self.responses[reference]
        known = {
            "organisation": response.organisation,
            "name": response.name,
            "email": response.email,
            "area": response.locality.name if response.locality else "",
            "group": response.via.slug if response.via else "",
            "invited": response.invitation.name if response.invitation else "",
            "headcount": str(response.headcount or ""),
        }
        missing = {name: value for name, value in known.items() if name not in columns}
        return [Row(rows[0].number, rows[0].cells | missing), *rows[1:]]

    def compare(
        self, reference: str, rows: list[Row], entry: Entry, unreadable: list[Problem]
    ) -> Differing | None:
        """None if the rows say the same as what is known."""
        response, row = self.responses[reference], rows[0].number
        if unreadable:
            told = " ".join(f"Row {p.row}, {p.column}: {p.reason}" for p in unreadable[:3])
            return Differing(row, response, entry, why_not=f"We could not compare it. {told}")
        known = as_entry(response)
        entry = to_the_same_second(entry, known)
        if not (found := differences(known, entry)):
            return None
        version = whole_number(rows[0].cells["version"].strip())
        is_older = version is not None and version < response.version
        why_not = (
            self.why_not[response.pk]
            or (SINCE if is_older else "")
            or self._refusal(response, entry)
        )
        return Differing(row, response, entry, found, why_not)

    def _refusal(self, response, entry):
        try:
            window_of_correction(response, entry, at=self.at)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""
