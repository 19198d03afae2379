"""What a page says about its text when it is not the one in front, and what to read instead."""

import datetime as dt
from dataclasses import dataclass

from strategy.history.lineage import continuation
from strategy.models import Edition, Part
from strategy.reading.outline import Outline
from strategy.reading.published_texts import PublishedTexts
from strategy.reading.request import published_texts


@dataclass(frozen=True)
class Instead:
    """The text to read instead, and the address of the same part or page there.

    If a part is shown and this text does not have it, `is_missing` is true and `url` leads to its
    first page.
    """

    edition: Edition
    name: str
    is_of_another_strategy: bool
    url: str
    part: Part | None = None
    is_missing: bool = False
    has_same_key: bool = False


@dataclass(frozen=True)
class WhatItIs:
    """`replaced_by` is the name of the text that took its place at `replaced_at`."""

    edition: Edition
    in_force_from: dt.datetime
    is_of_earlier_strategy: bool = False
    replaced_by: str = ""
    replaced_at: dt.datetime | None = None
    instead: Instead | None = None

    @property
    def is_in_force_now(self):
        return self.edition.is_in_force and self.instead is None


def text_context(
    request, outline: Outline, *, part: Part | None = None, page: str | None = None
) -> dict:
    """What every template of a page about a text needs. A preview says by itself what it is.

    `page` is the page to read in another text, below its base; without it, the same page.
    """
    is_preview = getattr(request, "previewed", None) is not None
    if page is None:
        page = request.path.removeprefix(outline.base)
    return {
        "outline": outline,
        "edition": outline.edition,
        "what_it_is": None
        if is_preview
        else what_it_is(outline, published_texts(request), part=part, page=page),
    }


def what_it_is(
    outline: Outline, texts: PublishedTexts, *, part: Part | None = None, page: str = ""
) -> WhatItIs | None:
    """What to say on a page of `outline`; None for the text in front.

    `part` is the part that the page shows. Without it, `page` is the page's address below the base.
    """
    edition = outline.edition
    current = texts.current_of(edition.strategy_id)
    if outline.base == "/":
        return None
    if edition != current:
        by = _successor(edition, at=texts.at)
        return WhatItIs(
            edition,
            in_force_from=edition.published_at,
            replaced_by=_name(by, beside=edition) if by else "",
            replaced_at=by and by.published_at,
            instead=_instead(outline, texts.outline_of(current), part, page),
        )
    front = texts.front
    if edition == front or not front.is_in_force:
        return WhatItIs(edition, in_force_from=edition.published_at)
    replaced = edition.is_in_force and current.stands_since < front.stands_since
    return WhatItIs(
        edition,
        in_force_from=current.stands_since,
        is_of_earlier_strategy=edition.is_in_force,
        replaced_by=_name(front, beside=edition) if replaced else "",
        replaced_at=front.stands_since if replaced else None,
        instead=_instead(outline, texts.outline_of(front), part, page),
    )


def _successor(edition, *, at):
    """The edition of the same strategy that took its place: for one in force another in force."""
    editions = edition.strategy.editions.published(at=at)
    later = editions.filter(published_at__gt=edition.published_at)
    if edition.is_in_force:
        later = later.filter(standing=Edition.Standing.IN_FORCE)
    return later.order_by("published_at", "pk").first()


def _name(edition, *, beside):
    if edition.strategy_id == beside.strategy_id:
        return f"“{edition.title}”"
    return f"the {edition.strategy.full_title}"


def _instead(outline, there, part, page):
    beside, edition = outline.edition, there.edition
    text = (edition, _name(edition, beside=beside), edition.strategy_id != beside.strategy_id)
    if part is None:
        return Instead(*text, there.base + page)
    found = continuation(part, there)
    if found is None:
        return Instead(*text, there.base, is_missing=True)
    return Instead(*text, found.url, found, has_same_key=found.key == part.key)
