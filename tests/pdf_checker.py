"""PDF/UA-1 by a second program: typst itself checks what it writes."""

from page import ValidationProfile, validate_pdf_bytes


def faults(pdf: bytes) -> list[str]:
    report = validate_pdf_bytes(pdf, profile=ValidationProfile.PDF_UA_1)
    return [str(failure) for failure in report.failures]
