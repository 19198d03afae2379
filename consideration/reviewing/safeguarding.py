"""What is never public because somebody may be at risk, and who may read it."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from consideration.models import Claim, Review, Safeguarding, WhyWithheld
from consideration.reviewing.withholding import withhold
from consultation.models import Comment, Response

TO_SEE = "consideration.view_safeguarding"


@transaction.atomic
def safeguard(
    *,
    response: Response,
    passed_to: str,
    passed_at: dt.datetime,
    how: str,
    note: str = "",
    by,
    at: dt.datetime,
) -> Safeguarding:
    """Keep the response for those who may see it, and withhold its comments, in every version. It
    still counts.

    If that was done already, nothing changes. Raises ValidationError for what is empty or too long,
    and ValueError for an unsent response.
    """
    if not response.is_sent:
        raise ValueError("Only what was sent can be passed on.")
    Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    if known := Safeguarding.objects.about(response).first():
        return known
    safeguarding = Safeguarding(
        response=response,
        passed_to=passed_to,
        passed_at=passed_at,
        how=how,
        note=note,
        recorded_at=at,
        recorded_by=by,
    )
    safeguarding.full_clean()
    safeguarding.save()
    versions = Response.objects.versions_of(response.reference).values("pk")
    for comment in Comment.objects.filter(response__in=versions).select_related("response"):
        withhold(comment=comment, reason=WhyWithheld.ENDANGERS, by=by, at=at)
    Review.objects.create(
        response=response, decision=Review.Decision.SAFEGUARDING, reviewed_by=by, reviewed_at=at
    )
    response.flags.waiting().update(reviewed_at=at, reviewed_by=by)
    Claim.objects.filter(response=response).delete()
    return safeguarding


@transaction.atomic
def end_safeguarding(*, response: Response, by, at: dt.datetime) -> bool:
    """Every officer sees the response again, and somebody has to decide anew. Its comments stay
    withheld until an officer shows them again. False if nothing was in force."""
    Response.objects.select_for_update(no_key=True).get(pk=response.pk)
    return bool(Safeguarding.objects.about(response).update(lifted_by=by, lifted_at=at))


def kept_for_safeguarding() -> QuerySet:
    return Safeguarding.objects.kept()


def hidden_from(officer) -> QuerySet:
    """The responses that this officer may not read."""
    return Response.objects.none() if officer.has_perm(TO_SEE) else kept_for_safeguarding()


def among_responses(responses: list[Response], *, at: dt.datetime) -> dict:
    """Those of `responses` that no officer mends, because they are kept, by their keys."""
    keys = [response.pk for response in responses]
    return {"kept": set(kept_for_safeguarding().filter(pk__in=keys).values_list("pk", flat=True))}
