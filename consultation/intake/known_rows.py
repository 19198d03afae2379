"""Compares rows of a file with the responses that are known under their references.

These are references of ours, from an export, or references that officers use in their own files.
An officer's own reference can mean another response in another file, so we ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Q

from consultation.intake.comparing import Difference, as_entry, differences, to_the_same_second
from consultation.intake.entering import Entry
from consultation.intake.mending import KEPT, why_not_mend, window_of_correction
from consultation.intake.reading import Row
from consultation.intake.rows import RowReader
from consultation.models import Consultation, Response, Window
from consultation.responding.answers import answers_and_comments
from sdp_portal.numbers import whole_number

SINCE = (
    "It has been changed since this file was exported. Export it again and make your changes there."
)
SEVERAL = (
    "Several responses have this reference, so we cannot tell which of them the row should correct."
)


@dataclass(frozen=True)
class Differing:
    """A known response that the file tells differently. `why_not` says why officers cannot bring
    the differences in; if it is empty, `entry` can be its correction.

    If only an officer's own reference is the same, it may be another response: `addition` is then
    the entry to add, in `window`.
    """

    row: int
    response: Response  # the version that counts
    entry: Entry
    differences: list[Difference] = field(default_factory=list)
    why_not: str = ""
    addition: Entry | None = None
    window: Window | None = None


class KnownResponses:
    """The last versions of the responses with these references, except those of an undone import.

    `columns` are those that the file has.
    """

    def __init__(
        self,
        consultation: Consultation,
        *,
        references: Iterable[str],
        own_references: Iterable[str],
        columns: list[str],
        at,
    ):
        self.columns, self.at = columns, at
        named = Q(reference__in=references) | Q(own_reference__in=own_references)
        undone = consultation.responses.undone().values("pk")
        found = list(
            consultation.responses.latest()
            .filter(named)
            .exclude(pk__in=undone)
            .select_related("window", "locality", "via", "invitation", "withdrawal")
            .prefetch_related("mistakes", *answers_and_comments())
            .order_by("pk")
        )
        self.by_reference = {each.reference: each for each in found if each.reference in references}
        self.by_own_reference = {}
        for each in found:
            each.consultation = consultation
            if each.own_reference:
                self.by_own_reference.setdefault(each.own_reference, []).append(each)
        self.why_not = why_not_mend(found, at=at)

    def compare(self, response: Response, rows: list[Row], reader: RowReader) -> Differing | None:
        """None if the rows say the same as the response. Rows that cannot be read are no problem:
        the response stays as it is."""
        row = rows[0].number
        if self.why_not[response.pk] == KEPT:  # nothing that it says is told
            return Differing(row, response, reader.read(rows)[0], why_not=KEPT)
        entry, unreadable = reader.read(self._filled_in(response, rows))
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

    def compare_with_all(self, responses, rows, reader) -> Differing | None:
        """With the one that they can correct; None if the rows say the same as one of them."""
        found = [self.compare(response, rows, reader) for response in responses]
        if None in found:
            return None
        possible = [each for each in found if not each.why_not] or found[-1:]
        return possible[0] if len(possible) == 1 else replace(possible[-1], why_not=SEVERAL)

    def _filled_in(self, response, rows) -> list[Row]:
        """The rows; of columns that the file does not have, the first row says what is known."""
        known = {
            "organisation": response.organisation,
            "name": response.name,
            "email": response.email,
            "area": response.locality.name if response.locality else "",
            "group": response.via.slug if response.via else "",
            "invited": response.invitation.name if response.invitation else "",
            "headcount": str(response.headcount or ""),
        }
        missing = {name: value for name, value in known.items() if name not in self.columns}
        return [Row(rows[0].number, rows[0].cells | missing), *rows[1:]]

    def _refusal(self, response, entry):
        try:
            window_of_correction(response, entry, at=self.at)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""
