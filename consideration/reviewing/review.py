"""An officer decides what of a response the public may read, and the decision stays on the record.

What is published follows from what is redacted and withheld (`redacting.py`, `withholding.py`);
the decision says that an officer has read the whole response and means it so.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from consideration.models import Claim, Redaction, Review, Safeguarding, Withholding
from consideration.reviewing.reading import mark_as_read
from consideration.reviewing.safeguarding import kept_for_safeguarding
from consultation.models import Comment, Response
from sdp_portal.templatetags.dates import moment_in_words

Decision = Review.Decision


@dataclass(frozen=True)
class Step:
    """Something that an officer did about what the public reads of a response."""

    at: dt.datetime
    by: object
    what: str
    note: str = ""


class StaleError(ValueError):
    """Other officers did something since the page was opened; `meanwhile` tells what."""

    def __init__(self, meanwhile: list[Step]):
        super().__init__("Another officer has changed something meanwhile.")
        self.meanwhile = meanwhile


class NoLongerCountsError(ValueError):
    """The response was withdrawn, changed, or marked as entered by mistake."""


@transaction.atomic
def decide(*, response: Response, seen: int, note: str, by, at: dt.datetime) -> Review:
    """Record that the officer `by` has read it and decided. `seen` is the number of steps that the
    officer saw.

    Raises StaleError if there are more by now, and NoLongerCountsError.
    """
    Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if not Response.objects.counted().filter(pk=response.pk).exists():
        raise NoLongerCountsError
    steps = steps_of(response)
    if len(steps) != seen:
        raise StaleError(steps[seen:])
    review = Review.objects.create(
        response=response, decision=decision_on(response), note=note, reviewed_by=by, reviewed_at=at
    )
    response.flags.waiting().update(reviewed_at=at, reviewed_by=by)
    mark_as_read(response=response, by=by, at=at)
    Claim.objects.filter(response=response).delete()
    return review


def decision_on(response: Response) -> Decision:
    """What a decision would mean now."""
    comments = Comment.objects.filter(response=response)
    redacted = Redaction.objects.in_force().filter(comment=OuterRef("pk"))
    withheld = Withholding.objects.in_force().filter(comment=OuterRef("pk"))
    states = list(
        comments.annotate(is_redacted=Exists(redacted), is_withheld=Exists(withheld))
        .order_by()
        .values_list("is_redacted", "is_withheld")
    )
    if response.publication == Response.Publication.NOTHING:
        return Decision.UNWANTED
    if states and all(withheld for _, withheld in states):
        return Decision.WITHHELD
    return Decision.IN_PART if any(map(any, states)) else Decision.AS_IT_IS


def steps_of(response: Response) -> list[Step]:
    """Everything that officers did about what the public reads of it, the first first. Steps are
    only ever added."""
    about = {"comment__response": response}
    redactions = Redaction.objects.filter(**about).with_officers().select_related("comment")
    withholdings = Withholding.objects.filter(**about).with_officers()
    steps = [_decided(review) for review in response.reviews.select_related("reviewed_by")]
    kept = Safeguarding.objects.filter(response__reference=response.reference)
    for each in kept.with_officers():
        steps.append(Step(each.recorded_at, each.recorded_by, _passed_on(each), each.note))
        steps += _lifted(each, "ended that it is kept for safeguarding")
    for each in redactions:
        steps += _put_on(each.redacted_at, each.redacted_by, f"redacted “{each.words}”", each)
        steps += _lifted(each, f"no longer redacts “{each.words}”")
    for each in withholdings:
        steps += _put_on(each.withheld_at, each.withheld_by, "withheld a comment", each)
        steps += _lifted(each, "shows the comment again")
    return sorted(steps, key=lambda step: step.at)


def reviewed(responses: QuerySet) -> QuerySet:
    return responses.filter(Exists(_reviews()))


def to_review(responses: QuerySet) -> QuerySet:
    """Those that count, have words, that nobody has reviewed, and that are not kept for
    safeguarding."""
    words = Comment.objects.filter(response=OuterRef("pk")).order_by()
    waiting = responses.counted().filter(Exists(words)).exclude(Exists(_reviews()))
    return waiting.exclude(pk__in=kept_for_safeguarding().values("pk"))


def publishable(responses: QuerySet) -> QuerySet:
    """The responses that count, that their sender lets us publish, that were reviewed, and that are
    not kept for safeguarding."""
    wanted = responses.counted().exclude(publication=Response.Publication.NOTHING)
    return reviewed(wanted).exclude(pk__in=kept_for_safeguarding().values("pk"))


def _reviews():
    """Decisions that hold: not that somebody may be at risk, nor those made before that ended."""
    ended = Safeguarding.objects.filter(
        response__reference=OuterRef("response__reference"), lifted_at__gte=OuterRef("reviewed_at")
    )
    reviews = Review.objects.filter(response=OuterRef("pk")).exclude(decision=Decision.SAFEGUARDING)
    return reviews.exclude(Exists(ended)).order_by()


def _passed_on(each):
    return f"passed it on to {each.passed_to} at {moment_in_words(each.passed_at)}: {each.how}"


def _decided(review):
    decision = review.get_decision_display()
    return Step(review.reviewed_at, review.reviewed_by, f"decided: “{decision}”", review.note)


def _put_on(at, by, what, layer):
    note = getattr(layer, "note", "")
    return [Step(at, by, f"{what}, because {layer.get_reason_display()}", note)]


def _lifted(layer, what):
    return [Step(layer.lifted_at, layer.lifted_by, what)] if layer.lifted_at else []
