"""What officers must mend before a draft can be published."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.urls import Resolver404, resolve

from sdp_portal.characters import says_something
from strategy.models import Edition, Part
from themes.publishing.outline import compile_outline

INTERNAL_LINK = re.compile(r'href="(/[^"]*)"')


@dataclass(frozen=True)
class Problem:
    """An obstacle to publication, and the item in which officers can mend it."""

    sentence: str
    item: models.Model | None = None


def problems(edition: Edition) -> list[Problem]:
    parts = compile_outline(edition)
    return [
        *_what_is_said_of_it(edition, parts),
        *_empty_parts(parts),
        *_dead_pages(edition, parts),
        *_wrong_keys_and_links(parts),
    ]


def _what_is_said_of_it(edition, parts) -> Iterator[Problem]:
    if not says_something(edition.change_note):
        yield Problem("Say what changed and why: the public note is empty.", edition)
    if not says_something(edition.decided_by) or edition.decided_on is None:
        yield Problem("Say who decided on this text, and when.", edition)
    if not any(part.kind == Part.Kind.THEME for part in parts):
        yield Problem("The draft has no theme.", edition)


def _empty_parts(parts) -> Iterator[Problem]:
    for part in parts:
        name = f"“{part.label_and_place}”"
        if any(below.parent is part for below in parts):
            continue
        is_silent_section = part.kind == Part.Kind.SECTION and not says_something(part.plain_text)
        if part.kind == Part.Kind.THEME:
            yield Problem(f"{name} is empty: it has no area.", part.item)
        elif part.kind == Part.Kind.AREA_OF_FOCUS:
            yield Problem(f"{name} has no goal.", part.item)
        elif is_silent_section and not part.parent:
            yield Problem(f"The section {name} is empty.", part.item)


def _dead_pages(edition, parts) -> Iterator[Problem]:
    """Pages that would not be found at an address of theirs."""
    if not _answers(f"/editions/{edition.slug}/"):
        yield Problem(f"Its address, /editions/{edition.slug}/, does not work.", edition)
    for part in parts:
        page, _, place = part.address.partition("#")
        if not place and not _answers(f"/{page}", f"/editions/{edition.slug}/{page}"):
            yield Problem(
                f"The page of “{part.label_and_place}” would be at /{page}, and that address does "
                "not work. Delete it, and add it again without slashes in its fixed name.",
                part.item,
            )


def _answers(*addresses) -> bool:
    try:
        return all(resolve(address) for address in addresses)
    except Resolver404:
        return False


def _wrong_keys_and_links(parts) -> Iterator[Problem]:
    """Keys or addresses used twice, and links to the edition's own pages that lead to no part."""
    keys, addresses = {}, {}
    for part in parts:
        other = keys.setdefault(part.key, part)
        if other is not part:
            names = f"“{part.label_and_place}” and “{other.label_and_place}”"
            yield Problem(f"{names} have the same key, {part.key}.", part.item)
        same = addresses.setdefault(part.address, part)
        if same is not part and other is part:
            names = f"“{part.label_and_place}” and “{same.label_and_place}”"
            yield Problem(f"{names} have the same address, /{part.address}.", part.item)
    pages = {address.partition("#")[0] for address in addresses}
    kinds = ("themes/", "areas-of-focus/", "areas-of-assurance/", "how-we-work/")
    for part in parts:
        for link in INTERNAL_LINK.findall(part.text):
            address = link.removeprefix("/")
            known = addresses if "#" in address else pages
            if address.startswith(kinds) and address not in known:
                sentence = f"“{part.label_and_place}” links to {link}, which is not there."
                yield Problem(sentence, part.item)
