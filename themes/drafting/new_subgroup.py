"""A subgroup that officers name while they add the area of focus that it will lead."""

from django.core.exceptions import ValidationError

from sdp_portal.addresses.changing import refuse_address
from sdp_portal.addresses.field import as_address, possible_addresses
from strategy.models import Strategy
from themes.models import Subgroup


def add_subgroup(*, strategy: Strategy, name: str) -> Subgroup:
    """It is the strategy's last, and its address is made from its name."""
    words = name if as_address(name) else "subgroup"
    subgroup = Subgroup(strategy=strategy, name=name, position=strategy.subgroups.count())
    addresses = possible_addresses(words, longest=100)
    subgroup.slug = next(address for address in addresses if _is_free(subgroup, address))
    subgroup.save()
    return subgroup


def _is_free(subgroup, address):
    try:
        refuse_address(subgroup, address)
    except ValidationError:
        return False
    return True
