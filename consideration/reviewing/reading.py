"""Officers read every response; the portal knows which ones nobody has read."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet

from consideration.models import Reading
from consideration.reviewing.safeguarding import hidden_from
from consultation.models import Response


def mark_as_read(*, response: Response, by, at: dt.datetime):
    """Record that the officer `by` has read it. An earlier reading stays as it is."""
    Reading.objects.get_or_create(response=response, officer=by, defaults={"read_at": at})


def read_by_nobody(responses: QuerySet) -> QuerySet:
    return responses.exclude(Exists(Reading.objects.filter(response=OuterRef("pk")).order_by()))


def unread_by(responses: QuerySet, officer) -> QuerySet:
    readings = Reading.objects.by(officer).filter(response=OuterRef("pk")).order_by()
    return responses.exclude(Exists(readings))


def next_unread(*, after: Response, by) -> Response | None:
    """The next response that counts and that the officer `by` has not read, in order of receipt;
    after the last one it starts again at the oldest."""
    counted = Response.objects.counted().filter(consultation=after.consultation_id)
    hidden = hidden_from(by).values("pk")
    unread = unread_by(counted, by).exclude(pk=after.pk).exclude(pk__in=hidden)
    unread = unread.order_by("received_at", "pk")
    later = Q(received_at__gt=after.received_at) | Q(received_at=after.received_at, pk__gt=after.pk)
    return unread.filter(later).first() or unread.first()
