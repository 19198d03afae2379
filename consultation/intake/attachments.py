"""Attaches files to a response, usually the scan of a paper form.

The content decides the kind of a file (`file_kinds.py`), and its name has to agree. The files are
stored under random names, where the web server does not serve them.
"""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from consultation.intake.file_kinds import KINDS, Kind
from consultation.models import Attachment, Response
from consultation.models.officers_files import files_of_officers, random_name
from sdp_portal.database.outage import LOST
from sdp_portal.foreign_files import UnreadableError, read_apart

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
LONGEST_NAME = 200
TAKEN = "PDF, PNG, JPEG, DOCX, ODT, EML or MSG"
ACCEPT = ",".join(ending for kind in KINDS for ending in kind.endings)
BY_CONTENT_TYPE = {kind.content_type: kind for kind in KINDS}


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be attached, with a safe name."""

    file: File
    name: str
    kind: Kind


def check_file(file: File) -> CheckedFile:
    """Raises ValidationError with a sentence that names the file."""
    name = safe_name(file.name)
    if not file.size:
        raise ValidationError(f"“{name}” is empty.")
    if file.size > MOST_BYTES:
        size = file.size / MEGABYTE
        raise ValidationError(
            f"“{name}” has {size:.1f} MB. A file can have up to {MOST_BYTES // MEGABYTE} MB: "
            "scan it in fewer dots or in grey, or split it."
        )
    try:
        [found] = read_apart("consultation.intake.file_kinds.read", file)
    except UnreadableError as refusal:
        raise ValidationError(f"“{name}” cannot be attached. {refusal}") from None
    kind = BY_CONTENT_TYPE.get(found.get("content_type"))
    if kind is None:
        raise ValidationError(
            f"“{name}” cannot be attached: it is {found['what']}. Choose a {TAKEN} file."
        )
    ending = PurePath(name).suffix.lower()
    if ending and ending not in kind.endings:
        raise ValidationError(
            f"“{name}” is {kind.words}, which its name does not say. "
            f"If that is what you meant, let its name end in {kind.endings[0]} and choose it again."
        )
    return CheckedFile(file, name if ending else f"{name}{kind.endings[0]}", kind)


def safe_name(name: str | None) -> str:
    """The last part of a path, without invisible and text-reversing characters."""
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in last)
    seen = " ".join(seen.split()).strip(". ") or "file"
    ending = PurePath(seen).suffix[:20]
    return seen if len(seen) <= LONGEST_NAME else seen[: LONGEST_NAME - len(ending)] + ending


def digest_of(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def attaching(*, by, at: dt.datetime):
    """A transaction that gives `attach(response, files)`, for files that passed `check_file`.

    If the transaction fails, the stored files are deleted too. They stay if the connection to the
    database is lost, because the rows that name them may have been saved.
    """
    written = []

    def attach(response: Response, files: Iterable[CheckedFile]) -> list[Attachment]:
        return [_attach(response, file, by, at, written.append) for file in files]

    try:
        with transaction.atomic():
            yield attach
    except LOST:
        raise
    except BaseException:
        for name in written:
            files_of_officers().delete(name)
        raise


def _attach(response, checked, by, at, note: Callable[[str], None]):
    digest, size = digest_of(checked.file), checked.file.size
    name = files_of_officers().save(random_name(None, ""), checked.file)
    note(name)
    return Attachment.objects.create(
        response=response,
        file=name,
        name=checked.name,
        content_type=checked.kind.content_type,
        size=size,
        sha256=digest,
        added_at=at,
        added_by=by,
    )
