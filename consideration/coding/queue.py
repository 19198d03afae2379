"""Officers code the comments one after the other, in the order in which they were begun."""

from django.db.models import QuerySet

from consideration.coding.counts import coded, not_coded
from consideration.reviewing.queue import Progress
from consideration.reviewing.safeguarding import hidden_from
from consultation.models import Comment, Consultation


def progress(consultation: Consultation) -> Progress:
    """Of the comments that count: how many have a code, and how many there are."""
    comments = Comment.objects.counted().filter(response__consultation=consultation)
    return Progress(coded(comments).count(), comments.count())


def next_to_code(consultation: Consultation, *, by, after: Comment | None = None) -> Comment | None:
    """The next that has no code and that the officer `by` may read. After the last it starts again
    at the first. None if nothing is left but `after`."""
    waiting = not_coded(readable(by)).filter(response__consultation=consultation).order_by("pk")
    if after is None:
        return waiting.first()
    return waiting.filter(pk__gt=after.pk).first() or waiting.filter(pk__lt=after.pk).first()


def readable(officer) -> QuerySet:
    """The comments that count and that the officer may read."""
    hidden = hidden_from(officer).values("pk")
    return Comment.objects.counted().exclude(response__in=hidden)
