"""Gathering a response over several pages or days, before it is sent.

Nobody signs in: the response is found again by the secret in a cookie, or in a link that a person
puts aside. Every change locks the response first, so that none is lost to another tab and none
reaches a response that was sent meanwhile.
"""

import datetime as dt

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Prefetch

from consultation.models import Answer, CirculationGroup, Comment, Consultation, Response, Window
from consultation.models.response import UNSENT_KEPT_FOR
from strategy.models import Part

OPENED_SALT = "consultation.gathering.opened"


class AlreadySentError(Exception):
    """The response was sent, in another tab perhaps, and can no longer change."""


def cookie_name(consultation: Consultation) -> str:
    return _cookie_of(consultation.slug)


def _cookie_of(slug):
    return f"{settings.RESPONSE_COOKIE_PREFIX}{slug}"


def unsent_response(request, consultation: Consultation) -> Response | None:
    """The response that the posted form names, else the one whose cookie this browser has."""
    token = posted_token(request, consultation.slug)
    return _to_go_on_with(consultation.responses).filter(token=token).first() if token else None


def posted_token(request, slug: str) -> str:
    """Of the response that the posted form names, else of the one whose cookie this browser has."""
    token = request.POST.get("response") or request.COOKIES.get(_cookie_of(slug), "")
    return "" if "\0" in token else token


def begun_here(request) -> list[Response]:
    """What this browser has begun and not sent, in every consultation; asks nothing of the
    database for the many who have begun nothing."""
    tokens = [
        token
        for name, token in request.COOKIES.items()
        if name.startswith(settings.RESPONSE_COOKIE_PREFIX) and "\0" not in token
    ]
    responses = _to_go_on_with(Response.objects).filter(token__in=tokens) if tokens else []
    return [r for r in responses if request.COOKIES.get(cookie_name(r.consultation)) == r.token]


def _to_go_on_with(responses):
    return (
        responses.unsent()
        .select_related("window", "consultation", "locality", "invitation", "replaces__withdrawal")
        .prefetch_related("comments", Prefetch("answers", Answer.objects.for_display()))
    )


def remember(http_response, response: Response, *, secure: bool):
    """Set the cookie by which `response` is found again for 30 days from now, as long as it is kept
    when nobody touches it any more."""
    http_response.set_cookie(
        cookie_name(response.consultation),
        response.token,
        max_age=UNSENT_KEPT_FOR,
        httponly=True,
        secure=secure,
        samesite="Lax",
    )
    return http_response


def forget(request, http_response, response: Response):
    """Delete the cookie of `response`; that of another response stays."""
    name = cookie_name(response.consultation)
    if request.COOKIES.get(name) == response.token:
        http_response.delete_cookie(name, samesite="Lax")
    return http_response


def stamp(at: dt.datetime) -> str:
    """`at`, signed: a form carries it so that what was begun before closing can be shown to be."""
    return signing.dumps(at.isoformat(), salt=OPENED_SALT)


def begun_at(stamped: str, *, at: dt.datetime) -> dt.datetime:
    """The moment in a stamp, or `at` when there is none, when it is not ours, or from later."""
    try:
        opened = dt.datetime.fromisoformat(signing.loads(stamped, salt=OPENED_SALT))
    except (signing.BadSignature, ValueError):
        return at
    return min(opened, at)


def hold(
    *,
    response: Response | None,
    window: Window,
    begun_at: dt.datetime,
    at: dt.datetime,
    via: CirculationGroup | None,
) -> Response:
    """The unsent response that something is now added to, locked until the transaction ends.

    Without a response, or when that one has been sent or thrown away meanwhile, a new one is begun,
    by the same invitation. It came through the link of `via`, unless it came through a group's link
    before.
    """
    invitation_id = response.invitation_id if response else None
    if response is not None:
        response = Response.objects.select_for_update().filter(pk=response.pk).first()
    if response is None or response.is_sent:
        return Response.objects.create(
            consultation=window.consultation,
            window=window,
            invitation_id=invitation_id,
            via=via,
            begun_at=begun_at,
            touched_at=at,
        )
    if via is not None and response.via_id is None:
        response.via = via
    response.touched_at = at
    response.save(update_fields=["via", "touched_at"])
    return response


@transaction.atomic
def add_comment(
    *,
    response: Response | None,
    window: Window,
    part: Part | None,
    text: str,
    begun_at: dt.datetime,
    at: dt.datetime,
    via: CirculationGroup | None = None,
) -> Comment:
    """Add a comment on `part` (None: the whole strategy) to `response`, or to a new one.

    The same words on the same part are one comment, so that a double click does not repeat them.
    """
    response = hold(response=response, window=window, begun_at=begun_at, at=at, via=via)
    comment, _ = Comment.objects.get_or_create(
        response=response, part=part, text=text, defaults={"written_at": at}
    )
    return comment


@transaction.atomic
def change_comment(*, comment: Comment, text: str, at: dt.datetime):
    """Raises AlreadySentError when the response was sent meanwhile."""
    touch(response=comment.response, at=at)
    comment.text = text
    comment.written_at = at
    comment.save(update_fields=["text", "written_at"])


@transaction.atomic
def remove_comment(*, comment: Comment, at: dt.datetime):
    """Raises AlreadySentError when the response was sent meanwhile."""
    touch(response=comment.response, at=at)
    comment.delete()


@transaction.atomic
def say_who(*, response: Response, details: dict, at: dt.datetime):
    """Keep what the person says about themselves, field by field as the form names them.

    Raises AlreadySentError when the response was sent meanwhile.
    """
    touch(response=response, at=at)
    for field, value in details.items():
        setattr(response, field, value)
    response.save(update_fields=list(details))


def touch(*, response: Response, at: dt.datetime):
    """Lock `response` until the transaction ends, and keep it for another 30 days.

    Raises AlreadySentError when it was sent meanwhile.
    """
    if not Response.objects.unsent().filter(pk=response.pk).update(touched_at=at):
        raise AlreadySentError
