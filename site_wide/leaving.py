"""What an officer still holds, and what happens to it when the officer leaves."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from sdp_portal.officers.accounts import close_account
from sdp_portal.officers.models import Officer
from strategy.models import Edition
from themes.models import Subgroup


@dataclass(frozen=True)
class Held:
    proposals: QuerySet[Edition]
    subgroups: QuerySet[Subgroup]  # each with `lead_total`


def held_by(officer: Officer) -> Held:
    led = Subgroup.leads.through.objects.filter(user=officer)
    subgroups = Subgroup.objects.filter(pk__in=led.values("subgroup"))
    return Held(
        proposals=Edition.objects.filter(proposed_by=officer, published_at=None),
        subgroups=subgroups.annotate(lead_total=Count("leads")).order_by("name", "pk"),
    )


@transaction.atomic
def remove_officer(*, officer: Officer, by, at: dt.datetime):
    """What the officer wrote and proposed stays, under their name. Raises ValidationError."""
    close_account(officer=officer, by=by, at=at)
    Subgroup.leads.through.objects.filter(user=officer).delete()
