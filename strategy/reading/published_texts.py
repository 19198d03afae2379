"""The texts that are published at one moment, and the address where each is read.

The pages of a text are the same at each of these addresses, and their links stay below it:

- `/` is the text in front: the current edition of the strategy in front;
- `/strategies/<slug>/` is the current edition of any strategy;
- `/editions/<slug>/` is any published edition.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from strategy.models import Edition
from strategy.reading.outline import Outline, published_outline


class NothingPublishedError(Http404):
    """No edition is published yet, so there is no text to show."""


@dataclass(frozen=True)
class Place:
    """A text, and the address below which its pages are. No edition: nothing is published."""

    edition: Edition | None
    base: str

    @property
    def is_of_edition(self):
        return self.base.startswith("/editions/")


class PublishedTexts:
    def __init__(self, *, at: dt.datetime):
        self.at = at

    @cached_property
    def current(self) -> list[Edition]:
        """The current edition of each strategy, the one in front first."""
        return Edition.objects.current_of_each(at=self.at)

    @property
    def front(self) -> Edition | None:
        return self.current[0] if self.current else None

    @property
    def several(self) -> bool:
        """Whether there is more than one strategy to read."""
        return len(self.current) > 1

    def current_of(self, strategy_id: int) -> Edition | None:
        return next((each for each in self.current if each.strategy_id == strategy_id), None)

    @property
    def place_in_front(self) -> Place:
        return Place(self.front, "/")

    def place_of(self, edition: Edition) -> Place:
        """Where the edition is read: the shortest address that shows it."""
        if edition == self.front:
            return Place(edition, "/")
        if edition in self.current:
            return Place(edition, f"/strategies/{edition.strategy.slug}/")
        return Place(edition, f"/editions/{edition.slug}/")

    def outline_of(self, edition: Edition) -> Outline:
        return published_outline(edition, base=self.place_of(edition).base)

    def outline_at(self, *, edition_slug=None, strategy_slug=None) -> Outline:
        """The outline for the pages below an address. Without a slug it is the text in front.

        Raises Http404 if there is no such text.
        """
        if edition_slug is not None:
            editions = Edition.objects.published(at=self.at).newest_first()
            edition, base = editions.filter(slug=edition_slug).first(), f"/editions/{edition_slug}/"
        elif strategy_slug is not None:
            here = (each for each in self.current if each.strategy.slug == strategy_slug)
            edition, base = next(here, None), f"/strategies/{strategy_slug}/"
        else:
            edition, base = self.front, "/"
            if edition is None:
                raise NothingPublishedError
        if edition is None:
            raise Http404("There is no such text.")
        return published_outline(edition, base=base)
