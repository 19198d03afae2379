"""Publishing an edition: one officer proposes it, another agrees, and its text never changes again.

Agreeing compiles the outline into parts in one transaction. The publication date may be in the
future. No person or timer is needed at that date, because every page asks which editions are
published at the moment of its request.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction

from strategy.history.edition_diff import Comparison, compare
from strategy.models import Edition
from themes.models import AreaOfFocus, UmbrellaTheme
from themes.publishing.outline import compile_outline

INTERNAL_LINK = re.compile(r'href="(/[^"]*)"')


class PublicationError(ValueError):
    """The reason why an edition cannot be proposed or published, as a sentence for the officer."""


@dataclass(frozen=True)
class Problem:
    """An obstacle to publication, and the item in which officers can mend it."""

    sentence: str
    item: models.Model | None = None


def fingerprint(edition: Edition) -> str:
    """A hash of the text that would be published and of the note about it."""
    parts = compile_outline(edition)
    said = [f"{p.key} {p.number} {p.kind} {p.role} {p.title} {p.text}" for p in parts]
    said.append(edition.source_note)
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def problems(edition: Edition) -> list[Problem]:
    """The problems that officers must mend before the draft can be published."""
    parts = compile_outline(edition)
    return [
        *_what_is_missing(edition),
        *_wrong_keys_and_links(parts),
    ]


def _what_is_missing(edition):
    if not edition.change_note.strip():
        yield Problem("Say what changed and why: the public note is empty.", edition)
    if not edition.decided_by.strip() or edition.decided_on is None:
        yield Problem("Say who decided on this text, and when.", edition)
    themes = UmbrellaTheme.objects.filter(edition=edition)
    if not themes.exists():
        yield Problem("The draft has no theme.", edition)
    for theme in themes.filter(areas_of_focus=None, areas_of_assurance=None):
        yield Problem(f"The theme “{theme}” is empty: it has no area.", theme)
    for area in AreaOfFocus.objects.filter(edition=edition, goals=None):
        yield Problem(f"The area of focus “{area}” has no goal.", area)
    for section in edition.section_set.filter(text="", subsections=None, parent=None):
        yield Problem(f"The section “{section}” is empty.", section)


def _wrong_keys_and_links(parts):
    """Keys used twice, and links to the edition's own pages that lead to no part."""
    seen = {}
    for part in parts:
        if part.key in seen:
            sentence = f"“{part.title}” and “{seen[part.key].title}” have the same key, {part.key}."
            yield Problem(sentence, part.item)
        seen[part.key] = part
    addresses = {part.address for part in parts}
    pages = {address.partition("#")[0] for address in addresses}
    kinds = ("themes/", "areas-of-focus/", "areas-of-assurance/", "how-we-work/")
    for part in parts:
        for link in INTERNAL_LINK.findall(part.text):
            address = link.removeprefix("/")
            known = addresses if "#" in address else pages
            if address.startswith(kinds) and address not in known:
                yield Problem(f"“{part.title}” links to {link}, which is not there.", part.item)


def what_will_change(edition: Edition) -> Comparison | None:
    """The changes since the published edition that the draft is based on; None without one."""
    base = edition.based_on
    if base is None:
        return None
    changes = compare(base.parts.in_reading_order(), compile_outline(edition)).changes
    return Comparison(changes, old_name=base.title, new_name=edition.title)


def has_changed(edition: Edition) -> bool:
    """Whether the draft's text has changed since it was proposed."""
    return edition.proposed_text != fingerprint(edition)


@transaction.atomic
def propose(*, edition: Edition, by, at: dt.datetime):
    """Propose the draft for publication as it is now.

    Raises PublicationError if it is already published or has problems.
    """
    edition = _lock_draft(edition)
    if problems(edition):
        raise PublicationError("Something must be mended before it can be proposed.")
    edition.proposed_by, edition.proposed_at = by, at
    edition.proposed_text = fingerprint(edition)
    edition.save(update_fields=["proposed_by", "proposed_at", "proposed_text"])


@transaction.atomic
def withdraw_proposal(*, edition: Edition):
    """Withdraw the proposal. The draft stays as it is."""
    edition = _lock_draft(edition)
    edition.proposed_by = edition.proposed_at = None
    edition.proposed_text = ""
    edition.save(update_fields=["proposed_by", "proposed_at", "proposed_text"])


@transaction.atomic
def agree(*, edition: Edition, by, at: dt.datetime, alone_is_enough: bool) -> Edition:
    """Publish the proposed draft, at once or from its `publish_from` on.

    Another officer than the proposer must agree, unless `alone_is_enough`. The edition's milestone
    gets the day of the decision. Raises PublicationError if the draft is not proposed, has changed
    since, or has problems.
    """
    edition = _lock_draft(edition)
    if edition.proposed_at is None:
        raise PublicationError("It has not been proposed for publication.")
    if edition.proposed_by == by and not alone_is_enough:
        raise PublicationError("Another officer than the one who proposed it must agree.")
    if has_changed(edition):
        raise PublicationError("The draft has changed since it was proposed. Propose it again.")
    if problems(edition):
        raise PublicationError("Something must be mended before it can be published.")
    edition.published_by = by
    published = publish_edition(edition=edition, at=max(edition.publish_from or at, at))
    milestone = edition.milestone
    if milestone and milestone.reached_on is None:
        milestone.reached_on = edition.decided_on
        milestone.save(update_fields=["reached_on"])
    return published


@transaction.atomic
def publish_edition(*, edition: Edition, at: dt.datetime) -> Edition:
    """Freeze `edition` as the one in force from `at` on.

    Raises PublicationError if it is already published. The database refuses later changes.
    """
    published_by = edition.published_by
    edition = _lock_draft(edition)
    for part in compile_outline(edition):
        part.save()
    edition.published_by = published_by
    edition.published_at = at
    edition.save()
    return edition


@transaction.atomic
def call_off(*, edition: Edition):
    """Cancel a publication in the future. The edition is a draft again, and not proposed.

    The database decides by its own clock whether it is in the future. Raises PublicationError if it
    is not.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    edition.published_at = edition.published_by = None
    edition.proposed_by = edition.proposed_at = None
    edition.proposed_text = ""
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError:
        raise PublicationError(f"“{edition.title}” is published and cannot be undone.") from None
    for part in edition.parts.order_by("-position"):
        part.delete()


def _lock_draft(edition):
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.is_frozen:
        raise PublicationError(f"“{edition.title}” is already published.")
    return edition
