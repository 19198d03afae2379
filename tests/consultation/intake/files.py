"""Files to attach: what is taken, and what only looks like it."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from consultation.intake.file_kinds import OPEN_DOCUMENT_TEXT, WORD

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0"
EML = (
    b"From: Pat Example <pat@example.org>\r\nDate: Wed, 10 Apr 2024 10:00:00 +0100\r\n"
    b"Subject: Lights\r\n\r\nThe lights are out.\r\n"
)
# Imitated: the mark of an OLE file, and the name of the stream that every mail of Outlook has.
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(4096, b"\0") + (
    "__properties_version1.0".encode("utf-16-le").ljust(1024, b"\0")
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
TYPES = b'<?xml version="1.0"?><Types><Override ContentType="%s"/></Types>'


def packed(entries: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(**others: bytes) -> bytes:
    return packed(
        {"[Content_Types].xml": TYPES % WORD, "word/document.xml": b"<w:document/>"} | others
    )


def odt(kind: bytes = OPEN_DOCUMENT_TEXT) -> bytes:
    return packed({"mimetype": kind, "content.xml": b"<office/>"}, zipfile.ZIP_STORED)


def xlsx() -> bytes:
    return packed({"[Content_Types].xml": TYPES % b"sheet", "xl/workbook.xml": b"<workbook/>"})


def upload(name: str, content: bytes = PDF) -> SimpleUploadedFile:
    """As a browser sends it; Django has not yet looked at the name."""
    file = SimpleUploadedFile("file", content)
    file._name = name
    return file
