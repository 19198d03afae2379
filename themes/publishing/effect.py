"""What the public will read once an edition is published, and what it will read no longer.

Officers see this before they propose an edition, and before they agree to it.
"""

import datetime as dt
from copy import copy
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings

from sdp_portal.slots import PUBLICATION
from strategy.history.edition_diff import Comparison, compare
from strategy.models import Edition, Part
from strategy.models.edition import place_in_front
from strategy.reading.outline import Outline
from themes.models import AreaOfAssurance, AreaOfFocus
from themes.publishing.outline import compile_outline


def becomes_public_at(edition: Edition, *, at: dt.datetime) -> dt.datetime:
    """The moment of an agreed edition; for a draft, the moment if it were agreed at `at`."""
    return edition.published_at or max(edition.publish_from or at, at)


def groups_of_areas(edition: Edition) -> dict[str, str]:
    """By the key of each area: the name of the group that leads it or already works on it."""
    focus = AreaOfFocus.objects.filter(edition=edition).values_list("key", "lead__name")
    assurance = AreaOfAssurance.objects.filter(edition=edition)
    assured = assurance.values_list("key", "arrangement__name")
    return {key: name or "" for key, name in [*focus, *assured]}


@dataclass(frozen=True)
class Gone:
    """A page that the public reads now, and the address to which it will lead on."""

    part: Part
    address: str
    leads_to: str


@dataclass(frozen=True)
class NewLead:
    """An area that another group leads from then on; `before` or `after` may be empty."""

    area: str
    before: str
    after: str


class Effect:
    def __init__(self, edition: Edition, *, at: dt.datetime):
        self.edition = edition
        self.at = at
        self.moment = becomes_public_at(edition, at=at)
        self.is_at_once = self.moment <= at

    @property
    def may_be_called_off(self) -> bool:
        """Until its moment by the database's clock, which a demonstration's clock does not move."""
        return self.moment > self.at - settings.CLOCK_OFFSET

    @cached_property
    def before(self) -> Edition | None:
        """What the public reads of this strategy at that moment, without the edition."""
        return self._others.filter(strategy=self.edition.strategy_id).current(at=self.moment)

    @cached_property
    def home_before(self) -> Edition | None:
        """What the home page shows at that moment, without the edition."""
        return self._others.current(at=self.moment)

    @property
    def takes_over(self) -> bool:
        """Whether it is then what the public reads of this strategy."""
        return _takes_the_place_of(self.before, self.edition)

    @cached_property
    def is_home(self) -> bool:
        """Whether the home page then shows it."""
        if not self.takes_over:
            return False
        then = copy(self.edition)
        goes_on = self.before and self.before.standing == then.standing
        then.published_at = self.moment
        then.stands_since = self.before.stands_since if goes_on else self.moment
        return max([*self._current_of_others, then], key=place_in_front) is then

    @property
    def changes_home_strategy(self) -> bool:
        home = self.home_before
        return bool(self.is_home and home and home.strategy_id != self.edition.strategy_id)

    @cached_property
    def replaced_later_by(self) -> list[Edition]:
        """Editions of this strategy that are agreed ahead and will take its place."""
        later = self._others.filter(
            strategy=self.edition.strategy_id, published_at__gt=self.moment
        ).order_by("published_at")
        return [other for other in later if _takes_the_place_of(self.edition, other)]

    @property
    def editions_around(self) -> dict:
        """The editions that it replaces, or that replace it later: their numbers."""
        return {
            "before": self.before and self.before.pk,
            "home": self.home_before and self.home_before.pk,
            "afterwards": [later.pk for later in self.replaced_later_by],
        }

    @cached_property
    def consultations(self) -> dict:
        """What the slot `PUBLICATION` says of the live consultations that it touches."""
        replaced = [self.before, self.home_before if self.is_home else None]
        return PUBLICATION.shown(self.edition, [*filter(None, replaced)], at=self.moment)

    @cached_property
    def new_leads(self) -> list[NewLead]:
        """The areas of both texts whose group is not the same."""
        if self.before is None:
            return []
        before, after = map(groups_of_areas, (self.before, self.edition))
        return [
            NewLead(part.title, before[part.key], after[part.key])
            for part in self._parts
            if part.key in before and part.key in after and before[part.key] != after[part.key]
        ]

    @cached_property
    def comparison(self) -> Comparison:
        """The changes against what the public reads. Without that, all parts are new."""
        changes = compare(_parts_of(self.before, at=self.at), self._parts).changes
        if self.before is None:
            return Comparison(changes, new_name=self.edition.title)
        return Comparison(changes, old_name=self.before.title, new_name=self.edition.title)

    @property
    def base(self) -> str:
        """Where its pages will be, apart from /editions/…/, where they always are."""
        if self.is_home:
            return "/"
        if self.takes_over:
            return f"/strategies/{self.edition.strategy.slug}/"
        return f"/editions/{self.edition.slug}/"

    @cached_property
    def come(self) -> list[Part]:
        """The pages with a new address."""
        before = {part.address for part in _pages(self._parts_there)}
        return [part for part in _pages(self._parts) if part.address not in before]

    @cached_property
    def gone(self) -> list[Gone]:
        """The pages whose addresses then lead on to another."""
        after = {part.address for part in _pages(self._parts)}
        return [
            Gone(part, self.base + part.address, self._leads_to(part))
            for part in _pages(self._parts_there)
            if part.address not in after
        ]

    def _leads_to(self, part):
        """The same rule as in `strategy/history/leading_on.py`, with the edition published."""
        if not self.changes_home_strategy:
            same = [new for new in self._parts if new.key == part.key]
            made_of_it = [new for new in self._parts if part.key in new.came_from]
            for new in same + made_of_it:
                return self.base + new.address
        for other, addresses in self._addresses_of_others:
            if part.address in addresses:
                is_home = not self.is_home and other == self.home_before
                return f"{'/' if is_home else f'/strategies/{other.strategy.slug}/'}{part.address}"
        return f"/editions/{part.edition.slug}/{part.address}"

    @cached_property
    def _parts(self):
        return compile_outline(self.edition)

    @cached_property
    def _parts_there(self):
        """The parts of the edition that has the addresses below `base` until then."""
        there = self.home_before if self.is_home else self.before if self.takes_over else None
        return _parts_of(there, at=self.at)

    @cached_property
    def _current_of_others(self):
        """The current editions of the other strategies."""
        others = Edition.objects.exclude(strategy=self.edition.strategy_id)
        return others.current_of_each(at=self.moment)

    @cached_property
    def _addresses_of_others(self):
        """(edition, the addresses of its parts), for each of `_current_of_others`."""
        return [
            (other, set(other.parts.values_list("address", flat=True)))
            for other in self._current_of_others
        ]

    @property
    def _others(self):
        return Edition.objects.exclude(pk=self.edition.pk)


def _parts_of(edition, *, at):
    """The parts in reading order. If they are public at `at`, they have a `url`."""
    if edition is None:
        return []
    parts = edition.parts.in_reading_order().select_related("parent")
    if not edition.is_published(at=at):
        return list(parts)
    return Outline(edition, parts, base=f"/editions/{edition.slug}/").parts


def _pages(parts):
    return [part for part in parts if "#" not in part.address]


def _takes_the_place_of(before: Edition | None, edition: Edition) -> bool:
    """A draft for consultation never takes the place of a text in force."""
    return before is None or edition.is_in_force or not before.is_in_force
