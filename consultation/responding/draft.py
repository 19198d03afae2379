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
from django.utils.crypto import salted_hmac

from consultation.models import (
    MOST_COMMENTS,
    Answer,
    CirculationGroup,
    Comment,
    Consultation,
    Response,
    Window,
)
from consultation.models.response_queryset import UNSENT_KEPT_FOR
from strategy.models import Part

OPENED_SALT = "consultation.responding.draft.opened"
FORM_SALT = "consultation.responding.draft.form"


class TooManyCommentsError(Exception):
    """The response has as many comments as one may have."""


class AlreadySentError(Exception):
    """The response was sent, in another tab perhaps, and can no longer change."""


def cookie_name(slug: str) -> str:
    """`slug` is the consultation's."""
    return f"{settings.RESPONSE_COOKIE_PREFIX}{slug}"


def unsent_response(request, consultation: Consultation) -> Response | None:
    """The response that the posted form names, else the one whose cookie this browser has."""
    token = posted_token(request, consultation.slug)
    return _to_go_on_with(consultation.responses).find(token) if token else None


def posted_token(request, slug: str) -> str:
    """Of the response that the posted form names, else of the one whose cookie this browser has."""
    return request.POST.get("response") or request.COOKIES.get(cookie_name(slug), "")


def begun_here(request) -> list[Response]:
    """What this browser has begun and not sent, in every consultation; asks nothing of the
    database for the many who have begun nothing."""
    tokens = [
        token
        for name, token in request.COOKIES.items()
        if name.startswith(settings.RESPONSE_COOKIE_PREFIX)
    ]
    responses = _to_go_on_with(Response.objects).with_token(*tokens) if tokens else []
    return [response for response in responses if _has_cookie(request, response)]


def _has_cookie(request, response):
    return response.has_token(request.COOKIES.get(cookie_name(response.consultation.slug), ""))


def _to_go_on_with(responses):
    return (
        responses.unsent()
        .select_related("window", "consultation", "locality", "invitation", "replaces__withdrawal")
        .prefetch_related(
            Prefetch("comments", Comment.objects.select_related("question")),
            Prefetch("answers", Answer.objects.select_related("question")),
        )
    )


def remember(http_response, response: Response, *, secure: bool):
    """Set the cookie by which `response` is found again for 30 days from now, as long as it is kept
    when nobody touches it any more."""
    http_response.set_cookie(
        cookie_name(response.consultation.slug),
        response.token,
        max_age=UNSENT_KEPT_FOR,
        httponly=True,
        secure=secure,
        samesite="Lax",
    )
    return http_response


def forget(request, http_response, response: Response):
    """Delete the cookie of `response`; that of another response stays."""
    if _has_cookie(request, response):
        http_response.delete_cookie(cookie_name(response.consultation.slug), samesite="Lax")
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


def form_key(request) -> str | None:
    """What tells the posted form from every other, in this browser alone: of when its page was
    drawn, which it carries, and of the browser's CSRF cookie. None when it has not both.

    By it the first form of a response finds the response that it has begun already, when it comes
    twice. Whoever knows what a form carries finds nothing without the cookie.
    """
    opened, cookie = request.POST.get("opened"), request.META.get("CSRF_COOKIE")
    if not opened or not cookie:
        return None
    form = f"{request.path} {opened} {cookie}"
    return salted_hmac(FORM_SALT, form, algorithm="sha256").hexdigest()


def hold(
    *,
    response: Response | None,
    window: Window,
    begun_at: dt.datetime,
    at: dt.datetime,
    via: CirculationGroup | None,
    form_key: str | None = None,
) -> Response:
    """The unsent response that something is now added to, locked until the transaction ends.

    Without a response, or when that one has been sent or thrown away meanwhile, a new one is begun,
    by the same invitation, or the one found that the form with this key has begun. It came through
    the link of `via`, unless it came through a group's link before.
    """
    invitation_id = response.invitation_id if response else None
    held = _locked(response)
    if held is None:
        begun = {
            "consultation": window.consultation,
            "window": window,
            "invitation_id": invitation_id,
            "via": via,
            "begun_at": begun_at,
            "touched_at": at,
        }
        if form_key is None:
            return Response.objects.create(**begun)
        known, is_new = Response.objects.get_or_create(form_key=form_key, defaults=begun)
        if is_new:
            return known
        held = _locked(known) or Response.objects.create(**begun)
    if via is not None and held.via_id is None:
        held.via = via
    held.touched_at = at
    held.save(update_fields=["via", "touched_at"])
    return held


def _locked(response):
    """None when there is none, or it has been sent or thrown away."""
    if response is None:
        return None
    response = Response.objects.select_for_update().filter(pk=response.pk).first()
    return None if response is None or response.is_sent else response


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
    form_key: str | None = None,
) -> Comment:
    """Add a comment on `part` (None: the whole strategy) to `response`, or to a new one.

    The same words on the same part are one comment, so that a double click does not repeat them.
    Raises TooManyCommentsError, and then nothing is added.
    """
    response = hold(
        response=response, window=window, begun_at=begun_at, at=at, via=via, form_key=form_key
    )
    on_parts = response.comments.on_parts()
    if same := on_parts.filter(part=part, text=text).first():
        return same
    if on_parts.count() >= MOST_COMMENTS:
        raise TooManyCommentsError
    return Comment.objects.create(response=response, part=part, text=text, written_at=at)


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
