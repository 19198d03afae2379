"""What may be attached to a response, what may not, and that nothing of it is given away."""

import hashlib
import io
import stat
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DatabaseError, connection

from consultation.intake import file_kinds
from consultation.intake.attachments import MOST_BYTES, attaching, check_file, safe_name
from consultation.models import Attachment
from sdp_portal.foreign_files import LIMITS
from tests.consultation import factories
from tests.consultation.intake import files

AT = factories.BEGUN


def content_of(attachment):
    with attachment.file.open() as file:
        return file.read()


def refusal(name, content):
    with pytest.raises(ValidationError) as caught:
        check_file(files.upload(name, content))
    [sentence] = caught.value.messages
    return sentence


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("scan.pdf", files.PDF, "application/pdf"),
        ("SCAN.PDF", files.PDF, "application/pdf"),
        ("page.png", files.PNG, "image/png"),
        ("photo.jpg", files.JPEG, "image/jpeg"),
        ("photo.jpeg", files.JPEG, "image/jpeg"),
        (
            "letter.docx",
            files.docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("letter.odt", files.odt(), "application/vnd.oasis.opendocument.text"),
        ("answer.eml", files.EML, "message/rfc822"),
        ("answer.eml", b"Received: by mx\r\n" * 2000 + files.EML, "message/rfc822"),
        ("Answer.MSG", files.MSG, "application/vnd.ms-outlook"),
    ],
)
def test_scans_pictures_and_letters_are_taken(name, content, content_type):
    checked = check_file(files.upload(name, content))

    assert checked.name == name
    assert checked.kind.content_type == content_type


def test_a_name_without_an_ending_gets_that_of_its_content():
    assert check_file(files.upload("scan", files.PDF)).name == "scan.pdf"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("scan.pdf", files.PNG, "a PNG picture"),
        ("photo.jpg", files.PDF, "a PDF"),
        ("letter.docx", files.odt(), "an OpenDocument text (ODT)"),
        ("report.odt", files.docx(), "a Word document (DOCX)"),
        ("scan.exe", files.PDF, "a PDF"),
        ("scan.pdf.html", files.PDF, "a PDF"),
    ],
)
def test_a_file_is_what_its_name_says(name, content, what):
    sentence = refusal(name, content)

    assert sentence.startswith(f"“{name}” is {what}, which its name does not say.")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"MZ\x90\0" + b"\0" * 100, "Windows Executable"),
        (b"<html><script>alert(1)</script></html>", "HTML File"),
        (b"GIF89a" + b"\0" * 20, "Graphics interchange format"),
        (b"Dear Sir or Madam", "plain text"),
        (b"From: Pat\n\nNo day, so no mail.", "email message"),
        (files.MSG.replace(b"v\0e\0r\0s\0", b""), "Choose a PDF"),
        (b"\0\1\2\3" * 50, "of a kind that we do not know"),
        (b"\0" * 5000, "without content"),
        (files.packed({"letter.pdf": files.PDF}), "a packed (ZIP) file"),
        (files.xlsx(), "a packed (ZIP) file"),
        (files.odt(b"application/vnd.oasis.opendocument.spreadsheet"), "a packed (ZIP) file"),
        (files.docx()[:60], "a packed (ZIP) file"),
    ],
    # The names of tests must not hold what is in a packed file, which has the time in it.
    ids=[
        "program",
        "page",
        "GIF",
        "text",
        "letter",
        "old-Word",
        "unknown",
        "nothing",
        "ZIP",
        "XLSX",
        "ODS",
        "half-DOCX",
    ],
)
def test_anything_else_is_refused_with_what_it_is(content, what):
    sentence = refusal("scan.pdf", content)

    assert sentence.startswith("“scan.pdf” cannot be attached: it is ")
    assert what in sentence
    assert sentence.endswith("Choose a PDF, PNG, JPEG, DOCX, ODT, EML or MSG file.")


@pytest.mark.parametrize(
    "before", [b"\n", b"\r\n", b"\xef\xbb\xbf", b"\0" * 16, b"Scan 1\n\n", b"x" * 1023]
)
def test_a_pdf_may_begin_within_its_first_1024_bytes(before):
    assert check_file(files.upload("scan.pdf", before + files.PDF)).kind.words == "a PDF"


def test_a_pdf_that_begins_later_is_none():
    assert "cannot be attached" in refusal("scan.pdf", b"x" * 1024 + files.PDF)


@pytest.mark.parametrize("content", [files.PNG, files.JPEG, files.docx()])
def test_what_begins_as_something_else_is_no_pdf(content):
    sentence = refusal("scan.pdf", content[:8] + files.PDF)

    assert "which its name does not say" in sentence or "a packed (ZIP) file" in sentence


def test_a_file_that_its_reader_cannot_finish_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setitem(LIMITS, "answer", 1)

    sentence = refusal("scan.pdf", files.PDF)

    assert sentence.startswith("“scan.pdf” cannot be attached. This file takes too much time or ")


def test_an_empty_file_is_refused():
    assert refusal("scan.pdf", b"") == "“scan.pdf” is empty."


def test_eleven_megabytes_are_refused_and_ten_are_taken():
    largest = files.PDF.ljust(MOST_BYTES, b" ")

    assert check_file(files.upload("scan.pdf", largest)).kind.words == "a PDF"
    assert refusal("scan.pdf", files.PDF.ljust(11 * 1024**2)).startswith(
        "“scan.pdf” has 11.0 MB. A file can have up to 10 MB"
    )


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_bomb_is_not_unpacked(packing):
    """Its label unpacks to fifty megabytes, and does not say at its beginning what it is."""
    label = b" " * 50 * 1024**2
    bomb = files.packed({"[Content_Types].xml": label, "word/document.xml": b""}, packing)
    del label
    tracemalloc.start()

    [found] = file_kinds.read(io.BytesIO(bomb))

    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == {"what": "a packed (ZIP) file"}
    assert most < 5 * 1024**2


def test_a_locked_packed_file_is_refused():
    locked = bytearray(files.packed({"mimetype": b"secret"}, zipfile.ZIP_STORED))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(header) + flags] |= 1

    assert "a packed (ZIP) file" in refusal("letter.odt", bytes(locked))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/scan.pdf", "scan.pdf"),
        ("C:\\Users\\jo\\scan.pdf", "scan.pdf"),
        ("sc\0an\r\n.pdf", "sc an .pdf"),
        ("scan\u202efdp.exe", "scan fdp.exe"),
        ("  scan   one.pdf ", "scan one.pdf"),
        ("café 😀.pdf", "café 😀.pdf"),
        ("<b>scan</b>.pdf", "b>.pdf"),
        ("'; DROP TABLE x; --.pdf", "'; DROP TABLE x; --.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("..", "file"),
        ("", "file"),
        (None, "file"),
    ],
)
def test_of_a_name_the_last_part_is_kept_without_what_cannot_be_seen(given, kept):
    assert safe_name(given) == kept


@pytest.mark.django_db
class TestAttaching:
    def attach(self, response, *uploads):
        checked = [check_file(upload) for upload in uploads]
        with attaching(by=factories.officer(), at=AT) as attach:
            return attach(response, checked)

    def test_a_file_is_kept_beside_the_response_as_it_came(self, public_window, kept_files):
        response = factories.sent(public_window)

        [attachment] = self.attach(response, files.upload("scan.pdf"))

        assert response.attachments.get() == attachment
        assert content_of(attachment) == files.PDF
        assert attachment.size == len(files.PDF)
        assert attachment.sha256 == hashlib.sha256(files.PDF).hexdigest()
        assert (attachment.added_by, attachment.added_at) == (factories.officer(), AT)

    def test_its_name_on_disk_says_nothing_and_only_the_portal_reads_it(
        self, public_window, kept_files
    ):
        self.attach(factories.sent(public_window), files.upload("Jo Example.pdf"))

        [file] = kept_files.iterdir()
        assert "Jo" not in file.name
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept_files.stat().st_mode) == 0o700

    def test_a_large_file_that_came_over_the_disk_is_kept(self, public_window, kept_files):
        content = files.PDF.ljust(3 * 1024**2)
        upload = TemporaryUploadedFile("scan.pdf", "application/pdf", len(content), None)
        upload.write(content)

        [attachment] = self.attach(factories.sent(public_window), upload)
        upload.close()

        assert content_of(attachment) == content

    def test_no_file_stays_when_the_transaction_fails(self, public_window, kept_files):
        response = factories.sent(public_window)
        checked = [check_file(files.upload("one.pdf")), check_file(files.upload("two.pdf"))]

        def fail_after_attaching():
            with attaching(by=factories.officer(), at=AT) as attach:
                attach(response, checked)
                connection.cursor().execute("SELECT 1/0")

        with pytest.raises(DatabaseError):
            fail_after_attaching()

        assert not Attachment.objects.exists()
        assert list(kept_files.iterdir()) == []
