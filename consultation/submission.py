"""Sending a response: once, whole, dated by its arrival, with a reference."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.db.models import Prefetch
from psycopg.errors import UniqueViolation

from consultation.mail.posting import acknowledge
from consultation.models import Answer, Response, Withdrawal
from consultation.models.secrets import new_reference
from consultation.screening import Circumstances, raise_concerns

TRIES_FOR_A_FREE_REFERENCE = 5


class WindowClosedError(Exception):
    """No window takes the response at the moment it was received, or its invitation is revoked."""


class IncompleteError(Exception):
    """The response has neither comment nor answer yet, or does not say who responds and what may
    be published."""


class ChangedError(Exception):
    """The response is no longer the one that its sender saw and checked."""


class WithdrawnError(Exception):
    """The response of which this is a later version was withdrawn meanwhile."""


@transaction.atomic
def submit_response(
    *,
    response: Response,
    at: dt.datetime,
    seen: str | None = None,
    circumstances: Circumstances | None = None,
) -> Response:
    """Send `response`, received by the server at `at`.

    Sending again what was sent changes nothing and gives the same response, so a double click,
    a resend and a second tab all make one. Received after closing but within the grace period it
    is marked late. A version that replaces another keeps its reference, and from then on only the
    last one counts. Raises WindowClosedError, IncompleteError, ChangedError or WithdrawnError,
    and then nothing is changed.

    With `seen`, the fingerprint of what its sender saw, nothing else is sent than that. With the
    `circumstances` of what was sent on this website it is screened, which the sender
    does not notice (`screening.py`).
    """
    response = (
        Response.objects.select_for_update(of=["self"])
        .select_related("window", "consultation", "invitation", "locality")
        .prefetch_related("comments", Prefetch("answers", Answer.objects.for_display()))
        .get(pk=response.pk)
    )
    if response.is_sent:
        return response
    if not response.can_be_sent(at=at):
        raise WindowClosedError
    if not response.is_about_you_complete or not response.says_something:
        raise IncompleteError
    if seen is not None and seen != response.fingerprint():
        raise ChangedError
    response.receive(at=at)
    if response.replaces_id:
        _save_under_the_same_reference(response)
    else:
        save_under_free_references([response], save=response.save)
    if circumstances:
        raise_concerns(response=response, circumstances=circumstances, at=at)
    acknowledge(response=response, at=at)
    return response


def _save_under_the_same_reference(response):
    """The version before is locked, as it is while a response is withdrawn."""
    earlier = Response.objects.select_for_update(of=["self"]).get(pk=response.replaces_id)
    if Withdrawal.objects.filter(response=earlier).exists():
        raise WithdrawnError
    response.reference = earlier.reference
    response.save()


def save_under_free_references(responses: list[Response], *, save: Callable[[], object]):
    """Give each of `responses` a reference and `save` them. The database says whether a reference
    is free; two in 282 thousand million are the same."""
    for remaining in reversed(range(TRIES_FOR_A_FREE_REFERENCE)):
        for response in responses:
            response.reference = new_reference(response.consultation.reference_prefix)
        try:
            with transaction.atomic():
                save()
        except IntegrityError as error:
            taken = isinstance(error.__cause__, UniqueViolation)
            if not taken or not remaining:
                raise
        else:
            return
