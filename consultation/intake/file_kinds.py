"""Finds the kind of a file from its content. `read` runs in its own process, without Django.

DOCX and ODT are ZIP files. We never unpack them: we read only the beginning of one short entry,
which names the kind.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from typing import BinaryIO

import puremagic

LOOKED_AT = 2048
LONGEST_LABEL = 64 * 1024  # bytes of the entry that names the kind
WORD = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
NO_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
PDF_MARK, PDF_BEGINS_WITHIN = b"%PDF-", 1024  # after a mail's headers or a line end, for instance
MAIL_LOOKED_AT = 64 * 1024  # servers put many headers above the first one that names a sender
OFFICE_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins old Word, Excel and Outlook files
ONLY_IN_MSG = "__properties_version1.0".encode("utf-16-le")
SURE_ENOUGH = 0.2


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
EML = Kind("a mail (EML)", "message/rfc822", (".eml",))
MSG = Kind("a mail of Outlook (MSG)", "application/vnd.ms-outlook", (".msg",))
KINDS = [PDF, PNG, JPEG, DOCX, ODT, EML, MSG]
BEGINNINGS = {b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}


def read(stream: BinaryIO) -> Iterator:
    """Yields the content type of a kind that we accept, else a description of the file."""
    start = stream.read(LOOKED_AT)
    kind = next((kind for mark, kind in BEGINNINGS.items() if start.startswith(mark)), None)
    if start.startswith(b"PK"):
        kind = _kind_of_packed(stream)
    elif kind is None and 0 <= start.find(PDF_MARK) < PDF_BEGINS_WITHIN:
        kind = PDF
    elif start.startswith(OFFICE_97):
        kind = MSG if ONLY_IN_MSG in start + stream.read() else None
    elif kind is None and _is_mail(start + stream.read(MAIL_LOOKED_AT)):
        kind = EML
    yield {"content_type": kind.content_type} if kind else {"what": _what_else(start)}


def _is_mail(start) -> bool:
    """Whether it begins with the headers of a mail: a sender, and a day or a way it took."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(start)
    return "From" in headers and ("Date" in headers or "Received" in headers)


def _kind_of_packed(stream) -> Kind | None:
    try:
        with zipfile.ZipFile(stream) as packed:
            names = set(packed.namelist())
            if "mimetype" in names and _label(packed, "mimetype").strip() == OPEN_DOCUMENT_TEXT:
                return ODT
            if {"[Content_Types].xml", "word/document.xml"} <= names:
                return DOCX if WORD in _label(packed, "[Content_Types].xml") else None
    except NO_ZIP:
        pass
    return None


def _label(packed, name):
    """The beginning of an entry. Other compression methods would unpack more than we ask for."""
    if packed.getinfo(name).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return b""
    with packed.open(name) as label:
        return label.read(LONGEST_LABEL)


def _what_else(start) -> str:
    """Describes a file that we do not accept, as far as we can tell."""
    if not start.strip(b"\0"):
        return "without content"
    if start.startswith(b"PK"):
        return "a packed (ZIP) file"
    try:
        found = puremagic.magic_string(start)
    except (puremagic.PureError, ValueError):
        found = []
    if found and found[0].name and found[0].confidence > SURE_ENOUGH:
        return f"of the kind “{found[0].name}”"
    return "of a kind that we do not know" if b"\0" in start else "plain text"
