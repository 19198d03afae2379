"""Reads the partnership's row. The setting PARTNERSHIP names `current`."""

from django.conf import settings

from strategy.models import Partnership
from strategy.models.partnership import NEUTRAL_PURPOSE


def current() -> Partnership:
    """The row without the bytes of its logo. Before officers set it up, a neutral stand-in."""
    return Partnership.objects.defer("logo").first() or stand_in()


def stand_in() -> Partnership:
    return Partnership(
        name=settings.PORTAL_NAME,
        short_name=settings.PORTAL_NAME,
        resident="A resident",
        purpose=NEUTRAL_PURPOSE,
        controller="the partnership",
        controller_contact="which the contact page tells how to reach",
        reference_prefix="REF",
    )
