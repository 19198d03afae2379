"""Officers review the responses one after the other, and several officers can do so at once."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from consideration.models import Claim
from consideration.reviewing.review import reviewed, to_review
from consideration.reviewing.safeguarding import kept_for_safeguarding
from consultation.models import Comment, Consultation, Response
from sdp_portal.clock import LONDON

CLAIM_LASTS = dt.timedelta(minutes=15)
SATURDAY = 5


@dataclass(frozen=True)
class Progress:
    """Of the responses with words that count: how many were reviewed, and how many there are."""

    reviewed: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.reviewed

    @property
    def place(self) -> int:
        """The number of the response that is reviewed next."""
        return min(self.reviewed + 1, self.total)


def progress(consultation: Consultation) -> Progress:
    """Without those that are kept for safeguarding: they are decided."""
    words = Comment.objects.filter(response=OuterRef("pk")).order_by()
    with_words = consultation.responses.counted().filter(Exists(words))
    with_words = with_words.exclude(pk__in=kept_for_safeguarding().values("pk"))
    return Progress(reviewed(with_words).count(), with_words.count())


def a_working_day_before(at: dt.datetime) -> dt.datetime:
    """The same time of day on the last weekday before `at`, in London. Bank holidays count as
    weekdays."""
    moment = at.astimezone(LONDON) - dt.timedelta(days=1)
    while moment.weekday() >= SATURDAY:
        moment -= dt.timedelta(days=1)
    return moment


@transaction.atomic
def open_next(
    *, consultation: Consultation, by, at: dt.datetime, after: Response | None = None
) -> Response | None:
    """The next response to review, in order of receipt, that no other officer has open. It is
    claimed for `by`, who gives up any other claim in this consultation.

    After the last response it starts again at the oldest. None if nothing is left.
    """
    # One officer after the other, so that two are not handed the same response.
    Consultation.objects.select_for_update(no_key=True).get(pk=consultation.pk)
    Claim.objects.filter(officer=by, response__consultation=consultation).delete()
    elsewhere = Claim.objects.of_others(by, at=at).filter(response=OuterRef("pk"))
    waiting = to_review(consultation.responses).exclude(Exists(elsewhere))
    waiting = waiting.order_by("received_at", "pk")
    if after:
        waiting_later = waiting.exclude(pk=after.pk).filter(
            Q(received_at__gt=after.received_at) | Q(received_at=after.received_at, pk__gt=after.pk)
        )
        found = waiting_later.first() or waiting.first()
    else:
        found = waiting.first()
    if found:
        claim(response=found, by=by, at=at)
    return found


def claim(*, response: Response, by, at: dt.datetime):
    """Nobody else is handed the response for the next 15 minutes."""
    Claim.objects.update_or_create(
        response=response, defaults={"officer": by, "ends_at": at + CLAIM_LASTS}
    )


def open_elsewhere(response: Response, *, by, at: dt.datetime) -> Claim | None:
    """The claim of another officer, if one is in force."""
    claims = Claim.objects.of_others(by, at=at).select_related("officer")
    return claims.filter(response=response).first()
