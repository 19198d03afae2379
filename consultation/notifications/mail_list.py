"""A line of addresses as mail programs write it: “Ann First <ann@…>; bob@…, Cy (cy@…)”.

The standard library's `email.utils.getaddresses` knows commas only, and takes
“First, Ann <ann@…>” for two people, so it is read here.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# From its first sign, so that a long word is looked at once and not from each of its letters.
ADDRESS = re.compile(r"""(?<![^\s<>()\[\],;:"“”])[^\s<>()\[\],;:"“”]+@[^\s<>()\[\],;:"“”]+""")
IN_BRACKETS = re.compile(r"<[^<>@]*@[^<>]*>|\([^()@]*@[^()]*\)|@[^\s<>()@]+\s*\(")
PIECE = re.compile(r'"[^"]*"|\([^()]*\)|[;,\t]|[^;,\t"(]+|.')


class UnreadableError(Exception):
    """Why a line cannot be read, as the end of a sentence that begins with its number."""


class Part(NamedTuple):
    """What stands between two separators; a semicolon or a tab before it begins another entry."""

    words: str
    begins_anew: bool


def is_from_mail(line: str) -> bool:
    """Whether it has several addresses, or one with brackets, and so is no row of a table."""
    at, last = line.find("@"), line.rfind("@")
    if at < 0:
        return False
    return (at < last and len(ADDRESS.findall(line)) > 1) or bool(IN_BRACKETS.search(line))


def read_mail_list(line: str) -> list[tuple[str, str]]:
    """(name, address) of everybody on the line; the name is empty where there is none.

    An address ends an entry. A comma may be part of the name before an address in brackets,
    “First, Ann <ann@…>”; a semicolon or a tab never is. Raises UnreadableError.
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
    """Short enough for a sentence, and nothing in it that would turn the sentence around."""
    visible = "".join(c for c in word if unicodedata.category(c) not in ("Cc", "Cf"))
    return f"“{visible if len(visible) <= 60 else visible[:60] + '…'}”"


def _parts(line) -> Iterator[Part]:
    words, begins_anew = "", False
    for piece in [*PIECE.findall(line), ","]:
        if piece not in {";", ",", "\t"}:
            words += piece
            continue
        if words.strip():
            yield Part(words.strip(), begins_anew)
            begins_anew = False
        words = ""
        begins_anew = begins_anew or piece != ","


def _entry(words):
    """(name, address) of “name <address>”, “name (address)”, “address (name)” or an address; two
    empty words where it is none of these and may be a name. Raises UnreadableError."""
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
    """The name that ends before `email` in `part`, with the pieces of it that commas cut off. It
    loses the signs of “'Ann First'” and “[ann@…]”; an apostrophe within a name stays."""
    if email == part.words:
        if len(waiting) > 1:
            raise UnreadableError(f"it is not clear which name belongs to {shown(email)}.")
    elif any(later.begins_anew for later in [*waiting, part][1:]):
        raise UnreadableError(f"{shown(waiting[0].words)} has no email address.")
    name = ", ".join(filter(None, [*(piece.words for piece in waiting), name]))
    for opening, closing in ('""', "''", "‘’", "[]"):
        if len(name) > 1 and name.startswith(opening) and name.endswith(closing):
            name = name[1:-1].strip()
    return name
