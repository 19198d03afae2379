"""Reviews responses in tests that are about something else."""

from consideration.models import Review
from consideration.reviewing.review import decide, steps_of, to_review
from consultation.models import Flag


def review_all(consultation, *, by, at):
    """As they are, except what is flagged: that waits."""
    flagged = Flag.objects.waiting().values("response")
    return Review.objects.bulk_create(
        Review(response=response, decision="as-it-is", reviewed_by=by, reviewed_at=at)
        for response in to_review(consultation.responses).exclude(pk__in=flagged)
    )


def review(*, response, by, at):
    """As it is, whatever officers did before."""
    return decide(response=response, seen=len(steps_of(response)), note="", by=by, at=at)
