"""Published responses on the pages of lower apps (`sdp_portal/slots.py`)."""

import datetime as dt

from django.urls import reverse

from consultation.models import Comment, Consultation, Response
from outcome.models import PublishedComment, Release
from outcome.responses.figures import Received
from outcome.responses.said_about import said_about as how_often_said_about
from strategy.models import Part


def newest_releases(consultations: list[Consultation], *, at: dt.datetime) -> dict:
    """The release that the public reads, by the consultation's key."""
    releases = Release.objects.published(at=at).newest_of_each()
    releases = releases.filter(consultation__in=consultations)
    return {"releases": {release.consultation_id: release for release in releases}}


def said_about(part: Part, *, at: dt.datetime) -> dict:
    return {"said": how_often_said_about(part, at=at)}


def on_consultation_page(consultation: Consultation, *, at: dt.datetime) -> dict:
    """The release that the public reads; after the consultation has closed, also its figures."""
    release = consultation.releases.published(at=at).newest_first().first()
    address = reverse("outcome:responses", args=[consultation.slug])
    shown = {"release": release, "responses_url": address}
    if release and consultation.state(at=at) == Consultation.State.CLOSED:
        received = Received(release, list(consultation.windows.all()))
        shown["received"] = {
            "total": release.received,
            "by_channel": received.by_channel(),
            "by_window": received.by_window(),
            "withdrawn": release.withdrawn,
            "mistaken": release.mistaken,
        }
    return shown


def beside_comments(comments: list[Comment], *, at: dt.datetime) -> dict:
    """The public numbers of published comments, by the comments' keys."""
    published = PublishedComment.objects.filter(comment__in=comments)
    return {"numbers": dict(published.values_list("comment", "number"))}


def among_responses(responses: list[Response], *, at: dt.datetime) -> dict:
    """The public numbers of the published comments of each response, by its key."""
    published = PublishedComment.objects.filter(comment__response__in=responses).order_by("number")
    numbers = {}
    for response, number in published.values_list("comment__response", "number"):
        numbers.setdefault(response, []).append(number)
    return {"published": numbers}
