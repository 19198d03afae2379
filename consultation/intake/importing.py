"""Imports a file of responses. It is stored and checked first, then imported whole or not at all.

Its rows say when each response was received. The officer who confirms the import counts as the one
who entered them. A response that is known already is not added again, whether it comes in the same
file or in another (`checking.py`). If the file tells it differently, an officer can choose to
correct it (`known_rows.py`, `mending.py`).
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction

from consultation.intake.attachments import digest_of, safe_name
from consultation.intake.checking import Check, Checked
from consultation.intake.entering import enter_responses
from consultation.intake.known_rows import Differing
from consultation.intake.mending import correct_entry
from consultation.intake.reading import Reading, read_file
from consultation.models import Consultation, ResponseImport
from sdp_portal.database.outage import LOST
from sdp_portal.foreign_files import UnreadableError
from sdp_portal.slots import IMPORTED

CHANGED_SINCE = (
    "Some of these responses have changed since you opened this page. Check again what differs."
)
MOST_SHOWN = 200  # known responses on the page that the file tells differently


class NotImportedError(Exception):
    """The message is a sentence that says why nothing was imported, and what to do."""


@dataclass(frozen=True)
class Chosen:
    """What an officer chose about known responses, by the keys of the versions that they saw.

    `corrected` are corrected. What has a reference of an officer's own, in the file and before, can
    also be `added` as another response, or `left` out; `adds_all` adds also what the page had no
    room for.
    """

    corrected: Collection[int] = ()
    added: Collection[int] = ()
    left: Collection[int] = ()
    adds_all: bool = False
    because: str = ""


def keep_file(*, consultation: Consultation, file: File, by, at: dt.datetime) -> ResponseImport:
    """Store a readable file, for checking and as a record of the import.

    Raises UnreadableError if we cannot read it; then nothing is stored.
    """
    reading = read_file(file)
    kept = ResponseImport(
        consultation=consultation,
        name=safe_name(file.name),
        sheet=reading.sheet,
        row_total=len(reading.rows),
        sha256=digest_of(file),
        uploaded_at=at,
        uploaded_by=by,
    )
    file.seek(0)
    kept.file.save(kept.name, file, save=False)
    try:
        kept.save()
    except LOST:
        raise  # the row that names the file may have been saved, so the file stays
    except BaseException:
        kept.file.delete(save=False)
        raise
    return kept


def read_kept(kept: ResponseImport) -> Reading:
    """Read the file with the chosen sheet and encoding, if any. Raises UnreadableError."""
    with kept.file.open() as file:
        return read_file(file, sheet=kept.sheet, encoding=kept.encoding)


def choose(*, kept: ResponseImport, sheet: str = "", encoding: str = ""):
    """Choose the sheet to read or the encoding, until the file is imported.

    Raises UnreadableError.
    """
    kept.sheet, kept.encoding = sheet, encoding
    reading = read_kept(kept)
    ResponseImport.objects.filter(pk=kept.pk, imported_at=None).update(
        sheet=reading.sheet, encoding=reading.encoding, row_total=len(reading.rows)
    )


def check(kept: ResponseImport, *, at: dt.datetime) -> Checked:
    """The responses that an import at `at` would add, or the errors."""
    return check_rows(kept, read_kept(kept), at=at)


def check_rows(kept: ResponseImport, reading: Reading, *, at: dt.datetime) -> Checked:
    """Raises UnreadableError until the sheet or encoding is chosen."""
    if reading.is_to_be_chosen:
        raise UnreadableError("Choose first how the file is to be read.")
    return Check(kept.consultation, at).check(reading.rows, reading.columns)


@transaction.atomic
def import_responses(
    *, kept: ResponseImport, by, at: dt.datetime, chosen: Chosen | None = None
) -> ResponseImport:
    """Import the responses that are not known already, and correct those that the officer chose.

    Confirming twice changes nothing, even by two officers at once: imports to one consultation run
    one after the other. Raises NotImportedError, also if something changed since the officer
    checked the file, and UnreadableError.
    """
    seen, chosen = kept, chosen or Chosen()
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=kept.consultation_id)
    kept = ResponseImport.objects.select_for_update().get(pk=kept.pk)
    if kept.imported_at:
        return kept
    if (kept.sheet, kept.encoding) != (seen.sheet, seen.encoding):
        raise NotImportedError("Somebody has changed how we read it. Check it again.")
    kept.consultation = consultation
    checked = check(kept, at=at)
    if checked.problems:
        raise NotImportedError("Put right what is listed below first.")
    corrected, added = _to_correct(checked, chosen), _to_add(checked, chosen)
    entries = [*checked.entries, *(each.addition for each in added)]
    enter_responses(consultation=consultation, entries=entries, by=by, at=at, imported_in=kept)
    why = {"because": chosen.because, "corrected_in": kept}
    for each in corrected:
        correct_entry(seen=each.response, entry=each.entry, by=by, at=at, **why)
    IMPORTED.shown(kept, at=at)
    kept.imported_at, kept.imported_by = at, by
    kept.response_total, kept.corrected_total = len(entries), len(corrected)
    kept.known_total = checked.known_total + len(checked.differing) - len(corrected) - len(added)
    kept.save()
    return kept


def _to_correct(checked, chosen) -> list[Differing]:
    offered = {each.response.pk: each for each in checked.differing if not each.why_not}
    if not offered.keys() >= set(chosen.corrected):
        raise NotImportedError(CHANGED_SINCE)
    return [offered[version] for version in sorted(set(chosen.corrected))]


def _to_add(checked, chosen) -> list[Differing]:
    """Raises NotImportedError if the officer was not asked about one that the page shows."""
    asked = {each.response.pk: each for each in checked.differing if each.addition}
    shown = {each.response.pk for each in checked.differing[:MOST_SHOWN] if each.addition}
    told = {*chosen.corrected, *chosen.added, *chosen.left}
    if not asked.keys() >= set(chosen.added) or not told >= shown:
        raise NotImportedError(CHANGED_SINCE)
    added = asked.keys() - {*chosen.corrected, *chosen.left} if chosen.adds_all else chosen.added
    return [asked[version] for version in sorted(added)]


@transaction.atomic
def discard(*, kept: ResponseImport) -> bool:
    """Delete a file that was not imported, because it may have personal data."""
    kept = ResponseImport.objects.select_for_update().filter(pk=kept.pk, imported_at=None).first()
    if kept is None:
        return False
    file = kept.file
    kept.delete()
    transaction.on_commit(lambda: file.delete(save=False))
    return True
