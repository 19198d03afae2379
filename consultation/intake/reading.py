"""Reads a file of responses from a spreadsheet: CSV in any dialect, or an Excel workbook.

The file is read in its own process (`files.py`). A file with several sheets, or in an unknown
encoding, can be read in more than one way. Then an officer chooses first.
"""

from dataclasses import dataclass, field

from django.core.files.base import File

from consultation.export.columns import NAMES
from sdp_portal.foreign_files import UnreadableError, read_apart

MOST_BYTES = 50 * 1024 * 1024
# Names of the encodings for officers; the keys are those of `csv_files.py`.
ENCODINGS = {
    "cp1252": "Windows, Western European",
    "mac_roman": "Mac",
    "cp850": "MS-DOS, Western European",
    "iso8859_15": "Western European (ISO 8859-15)",
    "cp1250": "Windows, Central European",
    "cp1251": "Windows, Cyrillic",
    "gb18030": "Chinese (GB 18030)",
    "big5": "Chinese, traditional (Big5)",
    "cp932": "Japanese (Shift JIS)",
}


CERTAIN_ENCODINGS = {"utf-8-sig": "Unicode (UTF-8)", "utf-16": "Unicode (UTF-16)"}
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
FIRST_ROWS = 5


@dataclass(frozen=True)
class Row:
    """`number` is the row in the spreadsheet. `cells` has every column, "" if empty."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """`has_table` means rows below the names of all columns that an import needs."""

    name: str
    is_visible: bool
    row_total: int
    has_table: bool

    @property
    def in_words(self):
        rows = f"{self.row_total:,} row{'' if self.row_total == 1 else 's'}"
        hidden = "" if self.is_visible else ", hidden"
        table = "" if self.has_table else ", without the columns of an import"
        return f"“{self.name}”: {rows}{hidden}{table}"


@dataclass(frozen=True)
class Sample:
    """Words of the file as they read in an encoding."""

    encoding: str
    words: list[str]


@dataclass
class Reading:
    """How a file was read. There are no `rows` while an officer has a choice to make.

    `sheets` are the sheets of a workbook that are not empty, `samples` the possible encodings of a
    text that is not Unicode. `written_as` is the encoding of a text, whether certain or chosen,
    and `encoding` only a chosen one. `notes` say what was left out or is hidden.
    """

    sheet: str = ""
    sheets: list[Sheet] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    encoding: str = ""
    written_as: str = ""
    separator: str = ""
    samples: list[Sample] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def is_to_be_chosen(self):
        return bool(self.sheets and not self.sheet) or bool(self.samples and not self.encoding)

    @property
    def encoding_in_words(self):
        return (CERTAIN_ENCODINGS | ENCODINGS)[self.written_as]

    @property
    def separator_in_words(self):
        return SEPARATORS[self.separator]

    @property
    def named_columns(self) -> list[str]:
        """The columns of the file, in its order."""
        return [name for name in self.columns if name]

    @property
    def first_rows(self) -> list[tuple[int, list[str]]]:
        """Each with its number and the cells of `named_columns`."""
        names = self.named_columns
        return [(row.number, [row.cells[n] for n in names]) for row in self.rows[:FIRST_ROWS]]

    @property
    def sheets_to_choose(self):
        """Empty if there is no choice."""
        readable = [sheet for sheet in self.sheets if sheet.has_table]
        return readable if len(readable) > 1 or self.is_to_be_chosen else []

    @property
    def sheets_left_out(self):
        return [sheet for sheet in self.sheets if sheet.name != self.sheet]


def read_file(file: File, *, encoding: str = "", sheet: str = "") -> Reading:
    """Raises UnreadableError."""
    if not file.size:
        raise UnreadableError("This file is empty.")
    if file.size > MOST_BYTES:
        raise UnreadableError(
            f"This file is larger than {MOST_BYTES // 1024**2} MB. Split it into smaller files."
        )
    how, *rows = read_apart("consultation.intake.files.read", file, encoding=encoding, sheet=sheet)
    reading = Reading(**how)
    reading.sheets = [Sheet(*sheet) for sheet in reading.sheets]
    reading.samples = [Sample(*sample) for sample in reading.samples]
    reading.rows = [Row(number, dict(zip(NAMES, cells, strict=True))) for number, cells in rows]
    return reading
