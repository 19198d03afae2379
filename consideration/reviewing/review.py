"""Officers review flagged responses, which are not published until then."""

import datetime as dt

from django.db.models import Q, QuerySet

from consultation.models import Response


def review(*, response: Response, by, at: dt.datetime):
    """Record that the officer `by` has reviewed the flags. An earlier review stays as it is."""
    response.flags.waiting().update(reviewed_at=at, reviewed_by=by)


def next_to_review(*, after: Response) -> Response | None:
    """The next response of the consultation that waits, in order of receipt; after the last one
    it starts again at the oldest."""
    waiting = Response.objects.waiting_for_review().filter(consultation=after.consultation_id)
    waiting = waiting.order_by("received_at", "pk")
    later = Q(received_at__gt=after.received_at) | Q(received_at=after.received_at, pk__gt=after.pk)
    return waiting.filter(later).first() or waiting.first()


def publishable(responses: QuerySet) -> QuerySet:
    """The responses that count, that their sender lets us publish, and that need no review."""
    wanted = responses.counted().exclude(publication=Response.Publication.NOTHING)
    return wanted.exclude(pk__in=responses.waiting_for_review().values("pk"))
