"""Files that were damaged, by chance or as somebody who means harm would: the same for the same
number and seed."""

import random
import re
import struct
import zipfile
from collections.abc import Callable

from tests.fuzzing import originals
from tests.fuzzing.originals import packed, unpacked

# What a position, a number or a name should not be.
ODD_VALUES = [
    *("", "0", "-1", "1", "256", "65536", "1048577", "2147483648", "4294967295", "4294967296"),
    *("9223372036854775807", "18446744073709551616", "1e308", "-1e308", "NaN", "inf", "0.5"),
    *("A0", "A1", "XFD1", "A1048576", "XFD1048576", "XFE1048577", "ZZZZZZZZ99999999999", "1A", "A"),
    *("A1:XFD1048576", "B2:A1", "A1:A1:A1", ":", "R1C1", "é1", "A1", "&lt;", "&#0;", "&#x110000;"),
    *("s", "str", "inlineStr", "b", "e", "d", "n", "x", "true", "hidden", "veryHidden", "rId1"),
    *(
        "rId99",
        "../../../../etc/passwd",
        "xl/workbook.xml",
        "/xl/worksheets/sheet1.xml",
        "a" * 5000,
    ),
    *(
        "2024-04-09T14:30:00",
        "2024-99-99",
        "[h]:mm:ss",
        "yyyy",
        "&amp;" * 200,
        "’“”–",
        "😀",
        "\u200b",
    ),
]
FAR = ["XFD1048576", "A1048576", "XFD1", "4294967295", "1048576", "ZZZ20000", "CV20001", "A20002"]
NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%b">' % (97 + n, b"&%c;" % (96 + n) * 10) for n in range(1, 10))
    + b"]>"
)
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
TAG = re.compile(rb"<[^<>]*>")
VALUE = re.compile(rb'="([^"]*)"|>([^<>]+)<')


def mutated(number: int, *, seed: int, others: list[bytes] = ()) -> bytes:
    """File `number`: of ten, eight are workbooks. `others` are more of those to begin with."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311 the same on every run
    match number % 10:
        case 8:
            content = chance.choice(originals.texts())
            return _some(chance, content, [*ON_BYTES, *ON_TEXTS])
        case 9:
            return _some(chance, chance.choice(originals.scans_and_letters()), ON_BYTES)
    content = chance.choice([*originals.workbooks(), *others])
    if chance.random() < 0.75:
        entries = unpacked(content)
        for _ in range(chance.choice([1, 1, 2, 5])):
            _change_one_entry(chance, entries)
        content = packed(entries, chance.choice(PACKINGS))
    if chance.random() < 0.35:
        content = _some(chance, content, [*ON_ZIPS, *ON_BYTES])
    return content


def _some(chance, content, changes: list[Callable]):
    for _ in range(chance.choice([1, 1, 1, 3, 8])):
        content = chance.choice(changes)(chance, content)
    return content


# On what is packed in a workbook


def _change_one_entry(chance, entries):
    sheets = [place for place, (name, _) in enumerate(entries) if "sheet" in name]
    anywhere = range(len(entries))
    place = chance.choice(sheets if sheets and chance.random() < 0.6 else anywhere)
    name, content = entries[place]
    entries[place] = (name, chance.choice([*ON_XML * 2, *ON_BYTES])(chance, content))
    match chance.randrange(20):
        case 0:
            del entries[place]
        case 1:
            entries.append((name, content))
        case 2:
            entries.append((name.replace("xml", "bin"), content))
        case 3:
            entries[place] = (
                chance.choice([name.upper(), name.replace("/", "\\"), "/" + name]),
                content,
            )
        case 4:
            entries.append(("xl/media/inner.xlsx", packed(entries)))
    if not entries:
        entries.append(("xl/workbook.xml", b""))


def odd_value(chance, xml):
    """An attribute or a text, perhaps the only one that counts, becomes what it should not be."""
    found = list(VALUE.finditer(xml))
    if not found:
        return xml
    match = chance.choice(found)
    group = 1 if match[1] is not None else 2
    start, end = match.span(group)
    return xml[:start] + chance.choice(ODD_VALUES).encode() + xml[end:]


def far_cell(chance, xml):
    """Behind another attribute, with which a pattern that looks for positions does not reckon."""
    before = chance.choice([b"", b'x=">"', b"x='<'", b'x="%b"' % (b"a" * 600), b"\n", b'y:r="A1"'])
    value = chance.choice(ODD_VALUES).encode()
    cell = b'<c %b r="%b"><v>%b</v></c>' % (before, chance.choice(FAR).encode(), value)
    row = b'<row %b r="%b"><c><v>1</v></c></row>' % (before, chance.choice(FAR).encode())
    end = chance.choice([b"</row>", b"</row>", b"</sheetData>"])
    return xml.replace(end, cell + end if end == b"</row>" else row + end, 1)


def move_tag(chance, xml):
    """Delete a tag, double it or put it elsewhere."""
    tags = list(TAG.finditer(xml))
    if not tags:
        return xml
    tag, other = chance.choice(tags), chance.choice(tags)
    match chance.randrange(3):
        case 0:
            return xml[: tag.start()] + xml[tag.end() :]
        case 1:
            return xml[: tag.end()] + tag[0] * chance.choice([1, 2, 300]) + xml[tag.end() :]
        case _:
            return xml[: other.end()] + tag[0] + xml[other.end() :]


def repeat_part(chance, xml):
    tags = list(TAG.finditer(xml))
    if not tags:
        return xml
    start, end = sorted([chance.choice(tags).start(), chance.choice(tags).end()])
    return xml[:end] + xml[start:end] * chance.choice([1, 10, 200]) + xml[end:]


def nest_deeply(chance, xml):
    tags = list(TAG.finditer(xml))
    end = chance.choice(tags).end() if tags else 0
    depth = chance.choice([10, 1000, 50_000])
    closing = chance.choice([b"", b"</a>" * depth])
    return xml[:end] + b"<a>" * depth + closing + xml[end:]


def declare_entities(chance, xml):
    declaration = chance.choice([LAUGHS, OUTSIDE, b"<!DOCTYPE a>"])
    end = xml.find(b"?>") + 2 if b"?>" in xml else 0
    xml = odd_value(chance, xml).replace(b"&lt;", b"&a;", 1)
    return (
        xml[:end]
        + declaration
        + xml[end:].replace(b"<v>", b"<v>" + chance.choice([b"&a;", b"&i;"]), 1)
    )


def other_encoding(chance, xml):
    text = xml.decode("utf-8", errors="replace")
    match chance.randrange(4):
        case 0:
            return text.replace("UTF-8", "UTF-16", 1).encode("utf-16")
        case 1:
            return b"\xef\xbb\xbf" + xml
        case 2:
            other = chance.choice(["utf-16-le", "latin-1", "x-nothing", "UTF-7"])
            return text.replace("UTF-8", other, 1).encode()
        case _:
            return text.encode("utf-16-be")


def other_namespace(chance, xml):
    match chance.randrange(3):
        case 0:
            return xml.replace(NAMESPACE, b"urn:another")
        case 1:
            return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
        case _:
            return re.sub(rb"<(/?)(c|row|v)\b", rb"<\1q:\2", xml)


def comment_or_data(chance, xml):
    tags = list(TAG.finditer(xml))
    end = chance.choice(tags).end() if tags else 0
    inserted = [
        b"<!-- -- -->",
        b"<!--",
        b"<![CDATA[<c r='XFD1048576'/>]]>",
        b"<?php ?>",
        b"]]>",
        b"\0",
    ]
    return xml[:end] + chance.choice(inserted) + xml[end:]


# On the container


def truncate(chance, content):
    return content[: chance.randrange(len(content) + 1)]


def flip(chance, content):
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 4, 32])):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def repeat_bytes(chance, content):
    start = chance.randrange(len(content) + 1)
    part = content[start : start + chance.choice([1, 16, 400])]
    return content[:start] + part * chance.choice([2, 20, 500]) + content[start:]


def cut_out(chance, content):
    start = chance.randrange(len(content) + 1)
    return content[:start] + content[start + chance.choice([1, 4, 50, 500]) :]


def put_before(chance, content):
    before = [
        b"\r\n",
        b"\xef\xbb\xbf",
        b"\0" * 100,
        b"<html>",
        b"PK\x03\x04",
        b"x" * 1030,
        b"%PDF-",
    ]
    return chance.choice(before) + content


def change_header(chance, content):
    """What a ZIP file says of one of its entries: method, flags, check, sizes, offsets."""
    marks = [(b"PK\x01\x02", 46), (b"PK\x03\x04", 30), (b"PK\x05\x06", 22)]
    mark, length = chance.choice(marks)
    places = [match.start() for match in re.finditer(re.escape(mark), content)]
    if not places:
        return content
    changed = bytearray(content)
    place = chance.choice(places) + chance.randrange(4, length)
    form, value = chance.choice(
        [
            ("<B", chance.randrange(256)),
            ("<H", 65535),
            ("<I", 4294967295),
            ("<I", 0),
            ("<I", 1 << 31),
        ]
    )
    piece = struct.pack(form, value)
    changed[place : place + len(piece)] = piece
    return bytes(changed[: len(content)])


def fill_zip(chance, content):
    """More of entries, or of one entry, than anybody needs."""
    try:
        entries = unpacked(content)
    except Exception:
        return content
    match chance.randrange(3):
        case 0:
            entries += [(f"xl/media/{number}.png", b"") for number in range(3000)]
        case 1:
            entries.append(("xl/media/bomb.xml", b" " * 20_000_000))
        case _:
            entries.append(("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 50_000))
    return packed(entries)


# On text


def put_in(chance, content):
    start = chance.randrange(len(content) + 1)
    odd = [
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"\r",
        b"\n",
        b"\0",
        b"\xff",
        b"\x80",
        b"\xe2\x80",
        b"x" * 200_000,
    ]
    return content[:start] + chance.choice(odd) * chance.choice([1, 1, 3, 40]) + content[start:]


def other_line_ends(chance, content):
    return content.replace(b"\r\n", chance.choice([b"\r", b"\n", b"\n\r", b"\x85", b"\x1c"]))


def as_other_encoding(chance, content):
    text = content.decode("utf-8", errors="replace")
    other = chance.choice(["utf-16-le", "utf-32", "gb18030", "utf-7", "shift_jis", "mac_roman"])
    return text.encode(other, errors="replace")


PACKINGS = [zipfile.ZIP_DEFLATED] * 8 + [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2]
ON_XML = [
    *(
        odd_value,
        odd_value,
        far_cell,
        far_cell,
        move_tag,
        repeat_part,
        nest_deeply,
        declare_entities,
    ),
    *(other_encoding, other_namespace, comment_or_data),
]
ON_BYTES = [truncate, flip, flip, repeat_bytes, cut_out, put_before]
ON_ZIPS = [change_header, change_header, change_header, fill_zip]
ON_TEXTS = [put_in, put_in, put_in, other_line_ends, as_other_encoding]
