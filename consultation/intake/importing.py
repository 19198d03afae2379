"""Importing a file of responses: kept and checked first, then taken in whole or not at all.

What it adds has been received as its rows say, and is entered by the officer who confirms it. The
same file, and the same responses in another file, add nothing a second time (`checking.py`).
"""

import datetime as dt

from django.core.files.base import File
from django.db import transaction

from consultation.intake.attachments import digest_of, safe_name
from consultation.intake.checking import Check, Checked, Problem
from consultation.intake.entering import enter_responses
from consultation.intake.reading import Reading, read_file
from consultation.models import Consultation, ResponseImport
from sdp_portal.database.outage import LOST
from sdp_portal.foreign_files import UnreadableError


class ProblemsError(Exception):
    """Something in the file is wrong; `problems` says what. Nothing has been taken in."""

    def __init__(self, problems: list[Problem]):
        super().__init__("; ".join(map(str, problems[:3])))
        self.problems = problems


def keep_file(*, consultation: Consultation, file: File, by, at: dt.datetime) -> ResponseImport:
    """Keep a file that can be read, for checking and as a record of what was imported.

    Raises UnreadableError for one that cannot, and then nothing is kept.
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
        raise  # nobody knows whether the row that names the file was kept, so the file stays
    except BaseException:
        kept.file.delete(save=False)
        raise
    return kept


def read_kept(kept: ResponseImport) -> Reading:
    """As was chosen, if it was. Raises UnreadableError."""
    with kept.file.open() as file:
        return read_file(file, sheet=kept.sheet, encoding=kept.encoding)


def choose(*, kept: ResponseImport, sheet: str = "", encoding: str = ""):
    """Which sheet of it is read, or in which encoding, as long as it is not imported.

    Raises UnreadableError.
    """
    kept.sheet, kept.encoding = sheet, encoding
    reading = read_kept(kept)
    ResponseImport.objects.filter(pk=kept.pk, imported_at=None).update(
        sheet=reading.sheet, encoding=reading.encoding, row_total=len(reading.rows)
    )


def check(kept: ResponseImport, *, at: dt.datetime) -> Checked:
    """What would be added at `at`, or what is wrong."""
    return check_rows(kept, read_kept(kept), at=at)


def check_rows(kept: ResponseImport, reading: Reading, *, at: dt.datetime) -> Checked:
    """Raises UnreadableError while there is a choice to make first."""
    if reading.is_to_be_chosen:
        raise UnreadableError("Choose first how the file is to be read.")
    return Check(kept.consultation, at).check(reading.rows)


@transaction.atomic
def import_responses(*, kept: ResponseImport, by, at: dt.datetime) -> ResponseImport:
    """Take in what is not known already. Confirming again changes nothing, nor do two officers
    who confirm the same: imports to a consultation go one after the other.

    Raises ProblemsError, also for what has become wrong since the file was looked at, and
    UnreadableError when somebody has chosen meanwhile to read it in another way than `kept` says.
    """
    seen = kept
    consultation = Consultation.objects.select_for_update(no_key=True).get(pk=kept.consultation_id)
    kept = ResponseImport.objects.select_for_update().get(pk=kept.pk)
    if kept.imported_at:
        return kept
    if (kept.sheet, kept.encoding) != (seen.sheet, seen.encoding):
        raise UnreadableError("Somebody has changed how we read it. Check it again.")
    kept.consultation = consultation
    checked = check(kept, at=at)
    if checked.problems:
        raise ProblemsError(checked.problems)
    enter_responses(
        consultation=consultation, entries=checked.entries, by=by, at=at, imported_in=kept
    )
    kept.imported_at, kept.imported_by = at, by
    kept.response_total, kept.known_total = len(checked.entries), checked.known_total
    kept.save()
    return kept


@transaction.atomic
def discard(*, kept: ResponseImport) -> bool:
    """Throw away a file that was not imported: it may hold what people told us of themselves."""
    kept = ResponseImport.objects.select_for_update().filter(pk=kept.pk, imported_at=None).first()
    if kept is None:
        return False
    file = kept.file
    kept.delete()
    transaction.on_commit(lambda: file.delete(save=False))
    return True
