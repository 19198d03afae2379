"""Answered forms: one for each response, sealed until ten or more can be counted together.

The attacker that this is made for has every copy of the database at every moment, but not the key,
which is kept outside (`sdp_portal/keys.py`). They see that somebody handed in a form, and when.
What was answered is sealed, all of it equally long. Totals change by the answers of ten people or
more at once, so that a difference between two copies tells what these people answered together and
not who answered what (decision 21).
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
MARK, BALLOT = "equality form", "equality ballot"  # the purposes of the keys
LONGEST_CHOICE = 20  # the digits of the largest number of an option, and a space


def ticket_for(response: Response) -> str:
    """What the link from a receipt to the questions carries: signed nonces of the response, which
    do not tell which one it is. All its versions have the same."""
    return _signed(digests(response.reference, purpose=MARK), response.consultation)


def ticket_for_paper(consultation: Consultation) -> str:
    """For answers on paper, which an officer counts: nonces of no response."""
    return _signed([get_random_string(64, "0123456789abcdef")], consultation)


def nonces_on(ticket: str, consultation: Consultation) -> list[str]:
    """No nonces, if the ticket is not one of ours for this consultation."""
    try:
        return signing.loads(ticket, salt=_salt(consultation))
    except signing.BadSignature:
        return []


def is_used(nonces: list[str]) -> bool:
    return EqualityForm.objects.filter(nonce__in=nonces).exists()


@transaction.atomic
def hand_in(*, consultation: Consultation, options: Iterable[EqualityOption], nonces: list[str]):
    """Keep the `options` that somebody chose, sealed. With nonces that were used before nothing is
    kept: the first form of a response counts.

    There is a nonce for each key in the file, and each is noted, so that a form that was opened
    before a new key came is known as well as one opened after.
    """
    defaults = {"consultation": consultation}
    are_new = [
        EqualityForm.objects.get_or_create(nonce=nonce, defaults=defaults)[1]
        for nonce in sorted(nonces)  # so that two never wait crosswise
    ]
    if all(are_new):
        chosen = " ".join(str(option.pk) for option in options)
        longest = LONGEST_CHOICE * consultation.equality_questions.count()
        sealed = seal(chosen.ljust(longest), purpose=BALLOT)
        EqualityBallot.objects.create(consultation=consultation, sealed=sealed)


def count_equality_answers(*, at: dt.datetime):
    """Add to the totals what is waiting, where ten or more are; what is left when the form is
    closed for good is thrown away. Raises WrongKeyError while the file of keys is not the right
    one, and then nothing is counted or thrown away."""
    if problem := keys.problem():
        raise WrongKeyError(problem)  # with the right file they can still be counted
    waiting = Consultation.objects.filter(equality_ballots__isnull=False).distinct()
    for consultation in waiting.prefetch_related("windows__changes"):
        _count_together(consultation)
        if is_closed_for_good(consultation, at=at):
            consultation.equality_ballots.all().delete()


@transaction.atomic
def _count_together(consultation):
    """All that can be opened, or nothing. Ballots that no key opens hold nobody else's up."""
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
    """Once nobody can hand in a form any more, it is of no use to know who has."""
    handed_in = Consultation.objects.filter(equality_forms__isnull=False).distinct()
    for consultation in handed_in.prefetch_related("windows__changes"):
        if is_closed_for_good(consultation, at=at):
            consultation.equality_forms.all().delete()


def _signed(nonces, consultation):
    return signing.dumps(nonces, salt=_salt(consultation))


def _salt(consultation):
    return f"consultation.equality.{consultation.pk}"
