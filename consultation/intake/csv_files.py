"""Text files of responses: CSV in its dialects and encodings.

We are certain only of UTF-8, and of UTF-16 that begins with its mark. In every other encoding the
same bytes read as different words, so an officer chooses after seeing words of the file.
"""

import contextlib
import csv
import io
import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO

from consultation.intake.tables import MOST_ABOVE, Line, count_known
from sdp_portal.foreign_files import UnreadableError

LOOKED_AT = 64 * 1024
UTF_8_MARK, UTF_16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
OTHER_ENCODINGS = [
    *("cp1252", "mac_roman", "cp850", "iso8859_15", "cp1250", "cp1251", "gb18030"),
    *("big5", "cp932"),
]
MOST_SAMPLES = 12
CONTROLS = re.compile("[\x80-\x9f]")  # no text has these
# No encoding above uses the bytes that separate words within a letter.
WORD = re.compile(rb"[^\s,;\"]+")
# At most 40 letters of a word, with the first one outside ASCII and up to 20 before it.
SAMPLE = re.compile(r"(?=[\x00-\x7f]{0,20}[^\x00-\x7f]).{1,40}", re.DOTALL)


def certain_encoding(start: bytes) -> str:
    return "utf-16" if start.startswith(UTF_16_MARKS) else "utf-8-sig"


def separator_of(stream: BinaryIO, encoding: str) -> str:
    """The one that finds most of our column names. Raises UnicodeError."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        start = text.read(LOOKED_AT)
    finally:
        text.detach()
    return max(",;\t", key=lambda separator: _most_known(start, separator))


def lines_of(stream: BinaryIO, encoding: str, separator: str) -> Iterator[Line]:
    """Each row with its number; a cell in quotation marks may have line breaks.

    Excel also writes the separator in a first line such as "sep=;", which we pass over. Raises
    UnicodeError if the bytes are not in this encoding.
    """
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding, newline="")
    try:
        start = text.read(LOOKED_AT)
        first = 1 if re.match(r"sep=.(\r\n?|\n|$)", start, re.IGNORECASE) else 0
        text.seek(0)
        lines = csv.reader(itertools.islice(text, first, None), delimiter=separator, strict=True)
        number = first
        try:
            for number, cells in enumerate(lines, first + 1):
                yield number, cells
        except csv.Error:
            raise UnreadableError(
                f"Reading stopped after row {number}: a quotation mark is in the wrong place or "
                "is never closed. A quotation mark within a text is written twice."
            ) from None
    finally:
        text.detach()


def names_columns(start: str) -> bool:
    """Whether one of the first rows can name the columns."""
    return any(_most_known(start, separator) for separator in ",;\t")


def samples(stream: BinaryIO) -> list[tuple[str, list[str]]]:
    """Each possible encoding of the file, with words of the file as they read in it.

    If the whole file reads the same in several encodings, only the first is listed. The words are
    chosen to have as many different letters outside ASCII as there is room for.
    """
    stream.seek(0)
    content = stream.read()
    words = _unusual_words(content)
    found = {}
    for encoding in OTHER_ENCODINGS:
        with contextlib.suppress(UnicodeError):
            text = content.decode(encoding)
            if not CONTROLS.search(text):
                sample = [SAMPLE.search(word.decode(encoding))[0] for word in words]
                found.setdefault(hash(text), (encoding, sample))
    if not found:
        raise UnreadableError(
            "We cannot tell how the letters in this file are encoded. Open it in Excel, save it as "
            "“CSV UTF-8” or as a workbook, and try again."
        )
    return list(found.values())


def _most_known(start, separator):
    lines = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    most = 0
    with contextlib.suppress(csv.Error):
        for cells in itertools.islice(lines, MOST_ABOVE):
            most = max(most, count_known(cells))
    return most


def _unusual_words(content):
    words, seen = [], set()
    for word in WORD.finditer(content):
        unusual = {byte for byte in word[0] if byte > 127}
        if not unusual <= seen:
            seen |= unusual
            words.append(word[0])
        if len(words) == MOST_SAMPLES:
            break
    return words
