"""Campaigns for tests: texts around a template, and a campaign of so many responses."""

import datetime as dt

from consideration.campaigns.finding import find_campaigns
from consideration.models import Campaign
from tests.consultation import factories
from tests.consultation.factories import BEGUN

TEMPLATE = (
    "Our street has had no working lamps since last winter – the council knows, and “soon” is no "
    "answer. Please write into the strategy that every broken lamp is mended within a fortnight, "
    "and publish each quarter how many were not."
)
OWN_WORDS = [
    "Hello, {} Yours, Jo 🙂",
    "My mother fell on the steps in January. {}",
    "Dear all, {} I have lived here for thirty years and it’s never been this dark.",
    "{} Thank you for reading this!",
]


def texts(number):
    """Different ones, each around the template."""
    return [f"{OWN_WORDS[n % 4].format(TEMPLATE)} House {n}." for n in range(number)]


def campaign_of(number, window, *, words=texts):
    for n, text in enumerate(words(number)):
        factories.sent(window, at=BEGUN + dt.timedelta(hours=1 + n), comments=[text])
    find_campaigns(at=BEGUN + dt.timedelta(days=2))
    return Campaign.objects.order_by("pk").last()
