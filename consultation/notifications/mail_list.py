"""Reads a line of addresses from a mail program: “Ann First <ann@…>; bob@…, Cy (cy@…)”.

The standard library's `email.utils.getaddresses` knows only commas, and reads
“First, Ann <ann@…>” as two people.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

# The lookbehind allows a match only at the start of a word, so that a long word is searched once.
ADDRESS = re.compile(r"""(?<![^\s<>()\[\],;:"“”])[^\s<>()\[\],;:"“”]+@[^\s<>()\[\],;:"“”]+""")
IN_BRACKETS = re.compile(r"<[^<>@]*@[^<>]*>|\([^()@]*@[^()]*\)|@[^\s<>()@]+\s*\(")
PIECE = re.compile(r'"[^"]*"|\([^()]*\)|[;,\t]|[^;,\t"(]+|.')


class UnreadableError(Exception):
    """The message completes a sentence that begins with the number of the line."""


class Part(NamedTuple):
    """The text between two separators. After a semicolon or a tab it starts a new entry."""

    words: str
    starts_entry: bool


def is_from_mail(line: str) -> bool:
    """Whether the line has several addresses, or one with brackets, and so is no table row."""
    at, last = line.find("@"), line.rfind("@")
    if at < 0:
        return False
    return (at < last and len(ADDRESS.findall(line)) > 1) or bool(IN_BRACKETS.search(line))


class Entry(NamedTuple):
    """One person on the line (the name may be empty), or the reason why nobody can tell who."""

    text: str
    name: str = ""
    email: str = ""
    is_bare: bool = False  # the address has no brackets around it
    problem: str = ""


def read_mail_list(line: str) -> list[Entry]:
    """Each person on the line; the entries in this order make the whole line.

    An address ends an entry. The name before an address in brackets may have commas,
    “First, Ann <ann@…>”, but no semicolon or tab. Raises UnreadableError if it is not clear where
    the entries begin.
    """
    if line.count('"') % 2:
        raise UnreadableError("a quotation mark is opened and not closed.")
    entries = [_entry(parts) for parts in _parts_of_entries(line)]
    bare = [each for each in entries if each.is_bare]
    if len({bool(each.name) for each in bare}) > 1:
        raise UnreadableError("some addresses have a name before them and others have none.")
    return entries


def shown(word: str) -> str:
    """`word` in quotation marks: short, and without invisible or text-reversing characters."""
    visible = "".join(c for c in word if unicodedata.category(c) not in ("Cc", "Cf"))
    return f"“{visible if len(visible) <= 60 else visible[:60] + '…'}”"


def _parts_of_entries(line) -> Iterator[list[Part]]:
    """Up to an address; a semicolon or a tab ends an entry too, but not before a bare address."""
    parts = []
    for part in [*_parts(line), None]:
        if part:
            parts.append(part)
        if part and "@" not in part.words:
            continue
        is_bare = part and ADDRESS.fullmatch(part.words)
        starts = [n for n, each in enumerate(parts) if n and each.starts_entry and not is_bare]
        for start, end in pairwise([0, *starts, len(parts)]):
            if parts:
                yield parts[start:end]
        parts = []


def _parts(line) -> Iterator[Part]:
    words, starts_entry = "", False
    for piece in [*PIECE.findall(line), ","]:
        if piece not in {";", ",", "\t"}:
            words += piece
            continue
        if words.strip():
            yield Part(words.strip(), starts_entry)
            starts_entry = False
        words = ""
        starts_entry = starts_entry or piece != ","


def _entry(parts) -> Entry:
    """The last part has the address; commas cut the name before it into parts."""
    text = ", ".join(part.words for part in parts)
    *before, last = (part.words for part in parts)
    name, email = _name_and_address(last)
    is_bare = email == last
    if not email:
        wrong = last if "@" in last else parts[0].words
        what = (
            "is not an email address like name@example.com"
            if "@" in last
            else "has no email address"
        )
        return Entry(text, problem=f"{shown(wrong)} {what}.")
    if is_bare and len(before) > 1:
        return Entry(text, problem=f"it is not clear which name belongs to {shown(email)}.")
    name = _unmarked(", ".join(filter(None, [*before, name])))
    # Alone on its line, “Ann, ann@…” would be a table row.
    return Entry(f"{name} <{email}>" if is_bare and name else text, name, email, is_bare)


def _name_and_address(words):
    """Of “name <address>”, “name (address)”, “address (name)” or an address. Both are empty if
    `words` is none of these, and may be a name."""
    if ADDRESS.fullmatch(words):
        return "", words
    for opening, closing in ("<>", "()"):
        if not words.endswith(closing):
            continue
        before, _, inside = words[:-1].rpartition(opening)
        before, inside = before.strip(), inside.strip()
        if ADDRESS.fullmatch(inside):
            return before, inside
        if ADDRESS.fullmatch(before):
            return inside, before
    return "", ""


def _unmarked(name):
    """Without the marks around “'Ann First'” and “[ann@…]”; an apostrophe within a name stays."""
    for opening, closing in ('""', "''", "‘’", "[]"):
        if len(name) > 1 and name.startswith(opening) and name.endswith(closing):
            name = name[1:-1].strip()
    return name
