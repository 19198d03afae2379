"""A subgroup that officers name while they add the area of focus that it will lead."""

from itertools import count

from django.core.exceptions import ValidationError

from sdp_portal.addresses.changing import refuse_address
from sdp_portal.addresses.field import as_address
from strategy.models import Strategy
from themes.models import Subgroup


def add_subgroup(*, strategy: Strategy, name: str) -> Subgroup:
    """It is the strategy's last, and its address is made from its name."""
    slug = as_address(name, longest=90) or "subgroup"
    subgroup = Subgroup(strategy=strategy, name=name, position=strategy.subgroups.count())
    subgroup.slug = next(
        address
        for number in count(1)
        if _is_free(subgroup, address := slug if number == 1 else f"{slug}-{number}")
    )
    subgroup.save()
    return subgroup


def _is_free(subgroup, address):
    try:
        refuse_address(subgroup, address)
    except ValidationError:
        return False
    return True
