"""Answered forms: one for each response, sealed until ten or more can be counted together.

We assume an attacker with a copy of the database at every moment, but without the key, which is
kept outside (`sdp_portal/keys.py`). They see that somebody handed in a form, and when. The answers
are sealed, and all sealed texts have the same length. Totals change by at least ten people at once.
So two copies show what these people answered together, not who answered what (decision 21).
"""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterable

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils.crypto import get_random_string

from consultation.equality import is_closed_for_good
from consultation.models import (
    Consultation,
    EqualityBallot,
    EqualityCount,
    EqualityForm,
    EqualityOption,
    Response,
)
from sdp_portal import keys
from sdp_portal.keys import WrongKeyError, digests, seal, unseal

logger = logging.getLogger(__name__)

TOGETHER = 10
MARK, BALLOT = "equality form", "equality ballot"  # purposes of the keys
LONGEST_CHOICE = 20  # the digits of the largest option number, and a space


def ticket_for(response: Response) -> str:
    """The signed nonces in the link from a receipt to the questions.

    They do not tell which response it is. All its versions have the same nonces.
    """
    return _signed(digests(response.reference, purpose=MARK), response.consultation)


def ticket_for_paper(consultation: Consultation) -> str:
    """A ticket for answers on paper, whose nonce belongs to no response."""
    return _signed([get_random_string(64, "0123456789abcdef")], consultation)


def nonces_on(ticket: str, consultation: Consultation) -> list[str]:
    """The nonces; empty if we did not sign the ticket for this consultation."""
    try:
        return signing.loads(ticket, salt=_salt(consultation))
    except signing.BadSignature:
        return []


def is_used(nonces: list[str]) -> bool:
    return EqualityForm.objects.filter(nonce__in=nonces).exists()


@transaction.atomic
def hand_in(*, consultation: Consultation, options: Iterable[EqualityOption], nonces: list[str]):
    """Store the chosen `options`, sealed. If a nonce was used before, nothing is stored: only the
    first form of a response counts.

    There is a nonce for each key in the file, and all are recorded. So we recognise a form whether
    it was opened before or after a new key was added.
    """
    defaults = {"consultation": consultation}
    are_new = [
        EqualityForm.objects.get_or_create(nonce=nonce, defaults=defaults)[1]
        for nonce in sorted(nonces)  # sorted, so that two requests never deadlock
    ]
    if all(are_new):
        chosen = " ".join(str(option.pk) for option in options)
        longest = LONGEST_CHOICE * consultation.equality_questions.count()
        sealed = seal(chosen.ljust(longest), purpose=BALLOT)
        EqualityBallot.objects.create(consultation=consultation, sealed=sealed)


def count_equality_answers(*, at: dt.datetime):
    """Add ten or more waiting forms to the totals. Delete the rest when the form closes for good.

    Raises WrongKeyError if the key file is not the right one; then nothing is counted or deleted.
    """
    if problem := keys.problem():
        raise WrongKeyError(problem)  # with the right file they can still be counted
    waiting = Consultation.objects.filter(equality_ballots__isnull=False).distinct()
    for consultation in waiting.prefetch_related("windows__changes"):
        _count_together(consultation)
        if is_closed_for_good(consultation, at=at):
            consultation.equality_ballots.all().delete()


@transaction.atomic
def _count_together(consultation):
    """Count all forms that we can open, if they are enough. Others do not block them."""
    opened = {}
    ballots = consultation.equality_ballots.select_for_update()
    for ballot in ballots:
        try:
            opened[ballot.pk] = unseal(ballot.sealed, purpose=BALLOT).split()
        except WrongKeyError as error:
            logger.error("An equality ballot of %s cannot be counted: %s", consultation.slug, error)
    if len(opened) < TOGETHER:
        return
    asked = EqualityOption.objects.filter(question__consultation=consultation)
    chosen = Counter(int(pk) for pks in opened.values() for pk in pks)
    for option in asked.filter(pk__in=chosen).order_by("pk"):
        EqualityCount.objects.get_or_create(option=option, defaults={"number": 0})
        counted = EqualityCount.objects.filter(option=option)
        counted.update(number=F("number") + chosen[option.pk])
    ballots.filter(pk__in=opened).delete()


def forget_equality_forms(*, at: dt.datetime):
    """Delete the record of who has handed in a form, once the form is closed for good."""
    handed_in = Consultation.objects.filter(equality_forms__isnull=False).distinct()
    for consultation in handed_in.prefetch_related("windows__changes"):
        if is_closed_for_good(consultation, at=at):
            consultation.equality_forms.all().delete()


def _signed(nonces, consultation):
    return signing.dumps(nonces, salt=_salt(consultation))


def _salt(consultation):
    return f"consultation.equality.{consultation.pk}"
