"""Reads a line of addresses from a mail program: “Ann First <ann@…>; bob@…, Cy (cy@…)”.

The standard library's `email.utils.getaddresses` knows only commas, and reads
“First, Ann <ann@…>” as two people.
"""

import re
import unicodedata
from collections.abc import Iterator
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


def read_mail_list(line: str) -> list[tuple[str, str]]:
    """(name, address) of each person on the line; the name may be empty.

    An address ends an entry. The name before an address in brackets may have commas,
    “First, Ann <ann@…>”, but no semicolon or tab. Raises UnreadableError.
    """
    if line.count('"') % 2:
        raise UnreadableError("a quotation mark is opened and not closed.")
    entries, waiting, names_before_bare = [], [], set()
    for part in _parts(line):
        name, email = _entry(part.words)
        if not email:
            waiting.append(part)
            continue
        if email == part.words:
            names_before_bare.add(bool(waiting))
        entries.append((_whole_name(name, email, waiting, part), email))
        waiting = []
    if waiting:
        raise UnreadableError(f"{shown(waiting[0].words)} has no email address.")
    if len(names_before_bare) > 1:
        raise UnreadableError("some addresses have a name before them and others have none.")
    return entries


def shown(word: str) -> str:
    """`word` in quotation marks: short, and without invisible or text-reversing characters."""
    visible = "".join(c for c in word if unicodedata.category(c) not in ("Cc", "Cf"))
    return f"“{visible if len(visible) <= 60 else visible[:60] + '…'}”"


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


def _entry(words):
    """(name, address) of “name <address>”, “name (address)”, “address (name)” or an address.

    Both are empty if `words` is none of these, and may be a name. Raises UnreadableError.
    """
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
    if "@" in words:
        raise UnreadableError(f"{shown(words)} is not an email address like name@example.com.")
    return "", ""


def _whole_name(name, email, waiting, part):
    """The name for `email`, which is in `part`; `waiting` are earlier pieces that commas cut off.

    The marks around “'Ann First'” and “[ann@…]” are removed; an apostrophe within a name stays.
    """
    if email == part.words:
        if len(waiting) > 1:
            raise UnreadableError(f"it is not clear which name belongs to {shown(email)}.")
    elif any(later.starts_entry for later in [*waiting, part][1:]):
        raise UnreadableError(f"{shown(waiting[0].words)} has no email address.")
    name = ", ".join(filter(None, [*(piece.words for piece in waiting), name]))
    for opening, closing in ('""', "''", "‘’", "[]"):
        if len(name) > 1 and name.startswith(opening) and name.endswith(closing):
            name = name[1:-1].strip()
    return name
