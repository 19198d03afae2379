"""Files as programs make them, to be damaged by `mutations.py`."""

import datetime as dt
import functools
import io
import struct
import warnings
import zipfile
import zlib

import xlsxwriter

HEADER = ["response", "received_at", "channel", "respondent_kind", "publication", "text"]
MOMENT = dt.datetime(2024, 4, 9, 14, 30)  # noqa: DTZ001 as Excel has it
TEXTS = ["Dim lights – “café”.", "First line,\nsecond; third\tend.", "=1+1", "’tis so 😀", ""]


@functools.cache
def workbooks() -> list[bytes]:
    return [_plain(), _plain(in_cells=True), _of_many_sheets(), _of_everything()]


@functools.cache
def texts() -> list[bytes]:
    lines = [HEADER, *[[f"R{n}", "09/04/2024 14:30", *_said(text)] for n, text in enumerate(TEXTS)]]
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in line] for line in lines]
    made = []
    for separator, encoding in [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")]:
        text = "\r\n".join(separator.join(line) for line in quoted)
        made.append(text.encode(encoding, errors="replace"))
    return [*made, b"Responses by post\r\n\r\n" + made[0], b"sep=;\n" + made[1]]


@functools.cache
def scans_and_letters() -> list[bytes]:
    png = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    png += _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")
    word = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = b'<Types><Override PartName="/word/document.xml" ContentType="%s"/></Types>' % word
    return [
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
        b"\r\n\r\n%PDF-1.4\n%%EOF\n",
        png,
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9",
        packed([("[Content_Types].xml", types), ("word/document.xml", b"<w:document/>")]),
        packed(
            [("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<o/>")]
        ),
    ]


def packed(entries: list[tuple[str, bytes]], compression=zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", compression) as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for name, content in entries:
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return file.getvalue()


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]


def _said(text):
    return ["letter", "resident", "without-name", text]


def _workbook(write, **options):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file,
        {"default_date_format": "dd/mm/yyyy hh:mm", "strings_to_formulas": False, **options},
    )
    book.set_properties({"created": MOMENT})  # the same bytes every day
    write(book)
    book.close()
    return file.getvalue()


def _table(sheet, first=0):
    for number, row in enumerate([HEADER, *[["R", MOMENT, *_said(text)] for text in TEXTS]]):
        for place, cell in enumerate(row):
            sheet.write(first + number, place, cell)


def _plain(*, in_cells=False):
    return _workbook(lambda book: _table(book.add_worksheet()), constant_memory=in_cells)


def _of_many_sheets():
    def write(book):
        sheets = [book.add_worksheet(name) for name in ("Old", "Letters", "Emails", "Notes")]
        sheets[1].activate()
        sheets[0].hide()
        for sheet in sheets[:3]:
            _table(sheet)
        sheets[3].write(0, 0, "Only words")

    return _workbook(write)


def _of_everything():
    def write(book):
        sheet = book.add_worksheet("A’b “c”")
        sheet.merge_range("A1:F1", "Responses by post, April 2024", book.add_format({"bold": True}))
        _table(sheet, first=2)
        sheet.write_formula(9, 5, '=CONCATENATE("More ","lights")', None, "More lights")
        sheet.write_formula(10, 5, "=1/0", None, "#DIV/0!")
        sheet.write_rich_string(11, 5, "Not ", book.add_format({"italic": True}), "so", " good")
        sheet.write_boolean(12, 0, True)
        sheet.write_url(13, 0, "https://strategy.example/", string="A link")
        sheet.write_comment("F4", "A note in the margin")
        sheet.write_row(14, 0, [0, -1, 1e308, 60.5, 2958466])
        sheet.add_table("H1:I3")
        book.define_name("Everything", "='A’b “c”'!$A$1:$F$20")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": ["A’b “c”", 14, 0, 14, 4]})
        book.add_chartsheet().set_chart(chart)

    return _workbook(write)


def _chunk(kind, content):
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
