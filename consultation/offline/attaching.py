"""Attaching files to a response, usually the scan of a paper form.

What a file is, is told by its content; its name has to agree. A file that is packed, as DOCX and
ODT are, is never unpacked: one short entry says what it is, and no more than its beginning is read.
The files are kept outside what the web server shows, under names that say nothing.
"""

import datetime as dt
import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath

import puremagic
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from consultation.models import Attachment, Response
from consultation.models.aftermath import files_of_officers, random_name

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
LONGEST_NAME = 200
LOOKED_AT = 2048
LONGEST_LABEL = 64 * 1024  # of what in a packed file says what it is
TAKEN = "PDF, PNG, JPEG, DOCX or ODT"
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
NO_ZIP = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)


@dataclass(frozen=True)
class Kind:
    words: str
    content_type: str
    endings: tuple[str, ...]


PDF = Kind("a PDF", "application/pdf", (".pdf",))
PNG = Kind("a PNG picture", "image/png", (".png",))
JPEG = Kind("a JPEG picture", "image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind(
    "a Word document (DOCX)",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    (".docx",),
)
ODT = Kind("an OpenDocument text (ODT)", OPEN_DOCUMENT_TEXT.decode(), (".odt",))
BEGINNINGS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
ACCEPT = ",".join(ending for kind in (PDF, PNG, JPEG, DOCX, ODT) for ending in kind.endings)


@dataclass(frozen=True)
class CheckedFile:
    """One that may be attached, under a name that harms nobody."""

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
    kind = _kind(file)
    if kind is None:
        raise ValidationError(
            f"“{name}” cannot be attached: it is {_what_else(file)}. Choose a {TAKEN} file."
        )
    ending = PurePath(name).suffix.lower()
    if ending and ending not in kind.endings:
        raise ValidationError(
            f"“{name}” is {kind.words}, which its name does not say. "
            f"If that is what you meant, let its name end in {kind.endings[0]} and choose it again."
        )
    return CheckedFile(file, name if ending else f"{name}{kind.endings[0]}", kind)


def safe_name(name: str | None) -> str:
    """The last part of a path, without what cannot be seen or turns the order of letters round."""
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
    """A transaction, and the function `attach(response, files)` that attaches in it what
    `check_file` has let through. When the transaction fails, the files are not kept either."""
    written = []

    def attach(response: Response, files: Iterable[CheckedFile]) -> list[Attachment]:
        return [_attach(response, file, by, at, written.append) for file in files]

    try:
        with transaction.atomic():
            yield attach
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


def _kind(file) -> Kind | None:
    start = _start(file)
    if start.startswith(b"PK"):
        return _kind_of_packed(file)
    return next((kind for begin, kind in BEGINNINGS.items() if start.startswith(begin)), None)


def _kind_of_packed(file):
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and _label(packed, "mimetype").strip() == OPEN_DOCUMENT_TEXT:
                return ODT
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX if WORD in _label(packed, "[Content_Types].xml") else None
    except NO_ZIP:
        pass
    return None


def _label(packed, name):
    """Its beginning. Only of these two ways of packing no more is unpacked than is asked for."""
    if packed.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with packed.open(name) as label:
        return label.read(LONGEST_LABEL)


def _what_else(file) -> str:
    """What a file is that is not taken, as far as it can be told."""
    start = _start(file)
    if not start.strip(b"\0"):
        return "without content"
    if start.startswith(b"PK"):
        return "a packed (ZIP) file"
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].name and found[0].confidence > 0.2:
        return f"of the kind “{found[0].name}”"
    return "of a kind that we do not know" if b"\0" in start else "plain text"


def _start(file):
    file.seek(0)
    return file.read(LOOKED_AT)
