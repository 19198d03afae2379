"""Officers review what was flagged; until then it is not published."""

import datetime as dt

from django.db.models import Q, QuerySet

from consultation.models import Response


def review(*, response: Response, by, at: dt.datetime):
    """Record that the officer `by` has reviewed why `response` was flagged. Who was first stays."""
    response.flags.waiting().update(reviewed_at=at, reviewed_by=by)


def next_to_review(*, after: Response) -> Response | None:
    """The response of the consultation that waits next, from the oldest on and round again."""
    waiting = Response.objects.waiting_for_review().filter(consultation=after.consultation_id)
    waiting = waiting.order_by("received_at", "pk")
    later = Q(received_at__gt=after.received_at) | Q(received_at=after.received_at, pk__gt=after.pk)
    return waiting.filter(later).first() or waiting.first()


def publishable(responses: QuerySet) -> QuerySet:
    """Those that count, are meant by their sender to be published, and wait for nobody's review."""
    wanted = responses.counted().exclude(publication=Response.Publication.NOTHING)
    return wanted.exclude(pk__in=responses.waiting_for_review().values("pk"))
