"""Seals secrets again with the newest key.

Each kind of sealed secret in the database registers a function here. It reseals all its secrets and
yields for each whether a key could open it. A secret that no key opens stays as it is.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from sdp_portal import canary, keys
from sdp_portal.officers import session_store
from sdp_portal.officers.adapters import SecondFactorAdapter

ROWS = 1_000  # at a time
KINDS: dict[str, Callable[[], Iterator[bool]]] = {}


def reseals(name: str):
    """`@reseals("Private links")`"""

    def register(reseal):
        KINDS[name] = reseal
        return reseal

    return register


def reseal_field(rows: QuerySet, field: str, *, purpose: str) -> Iterator[bool]:
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:ROWS]):
        opened = []
        for row in batch:
            with suppress(keys.WrongKeyError):
                setattr(row, field, keys.reseal(getattr(row, field), purpose=purpose))
                opened.append(row)
        rows.model.objects.bulk_update(opened, [field])
        yield from (row in opened for row in batch)
        last = batch[-1].pk


@reseals("Officers’ sessions")
def _sessions():
    yield from reseal_field(
        Session.objects.only("session_data"), "session_data", purpose=session_store.PURPOSE
    )


@reseals("Second factors")
def _second_factors():
    for pk in Authenticator.objects.exclude(type="webauthn").values_list("pk", flat=True):
        with transaction.atomic():
            factor = Authenticator.objects.select_for_update().get(pk=pk)
            try:
                factor.data |= {name: _resealed(value) for name, value in factor.data.items()}
            except keys.WrongKeyError:
                is_open = False
            else:
                is_open = True
                factor.save(update_fields=["data"])
        yield is_open


def _resealed(value):
    """In allauth's data, codes and secrets are sealed; times and numbers are not."""
    if isinstance(value, list):
        return [_resealed(each) for each in value]
    if isinstance(value, str):
        return keys.reseal(value, purpose=SecondFactorAdapter.purpose)
    return value


@reseals("The mark by which the database knows its keys")
def _canary():
    sealed = canary.sealed() or keys.seal(canary.PURPOSE, purpose=canary.PURPOSE)
    try:
        canary.keep(keys.reseal(sealed, purpose=canary.PURPOSE))
    except keys.WrongKeyError:
        yield False
    else:
        yield True
