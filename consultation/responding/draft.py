"""An unsent response, which a person may write over several pages or days.

Nobody signs in. A secret in a cookie, or in a private link that the person keeps, finds the
response again. Every change locks the response first. So two tabs do not overwrite each other, and
nothing is added to a response after it was sent.
"""

import datetime as dt
import hashlib

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
    """The response already has the most comments allowed."""


class ChangedMeanwhileError(Exception):
    """The comment no longer has the words that were changed. `text` is what it has now."""

    def __init__(self, text: str):
        self.text = text


class AlreadySentError(Exception):
    """The response was sent, perhaps in another tab, and can no longer change."""


def cookie_name(slug: str) -> str:
    """`slug` is the consultation's. Whoever reads a cookie goes by its token, because the slug may
    have changed since."""
    return f"{settings.RESPONSE_COOKIE_PREFIX}{slug}"


def unsent_response(request, consultation: Consultation) -> Response | None:
    """The response that the posted form names, else the one in this browser's cookie."""
    responses = _to_go_on_with(consultation.responses)
    if token := posted_token(request, consultation.slug):
        return responses.find(token)
    others = list(_cookies(request).values())
    return responses.with_token(*others).first() if others else None


def posted_token(request, slug: str) -> str:
    """The token that the posted form names, else the one in this browser's cookie."""
    return request.POST.get("response") or request.COOKIES.get(cookie_name(slug), "")


def begun_here(request) -> list[Response]:
    """This browser's unsent responses, in all consultations. Makes no query without a cookie.

    A cookie named by the consultation's present address comes before one named by an old address.
    """
    tokens = _cookies(request)
    responses = _to_go_on_with(Response.objects).with_token(*tokens.values()) if tokens else []
    return sorted(responses, key=lambda each: not _is_named_after(each, tokens))


def _cookies(request) -> dict[str, str]:
    """The tokens in this browser's cookies, by the name of the cookie."""
    prefix = settings.RESPONSE_COOKIE_PREFIX
    return {name: token for name, token in request.COOKIES.items() if name.startswith(prefix)}


def _is_named_after(response, tokens):
    return response.has_token(tokens.get(cookie_name(response.consultation.slug), ""))


def _to_go_on_with(responses):
    return (
        responses.unsent()
        .select_related("window", "consultation__edition__strategy", "locality", "invitation")
        .select_related("replaces__withdrawal")
        .prefetch_related(
            Prefetch("comments", Comment.objects.select_related("question")),
            Prefetch("answers", Answer.objects.select_related("question")),
        )
    )


def remember(http_response, response: Response, *, secure: bool):
    """Set the respondent's cookie. It lasts 30 days, like a response that nobody touches."""
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
    """Delete the cookie if it is for `response`; a cookie for another response stays."""
    for name, token in _cookies(request).items():
        if response.has_token(token):
            http_response.delete_cookie(name, samesite="Lax")
    return http_response


def forget_all(request, http_response):
    """Delete every cookie that leads to a response."""
    for name in _cookies(request):
        http_response.delete_cookie(name, samesite="Lax")
    return http_response


def stamp(at: dt.datetime) -> str:
    """`at`, signed. A form carries it to prove that it was opened before closing."""
    return signing.dumps(at.isoformat(), salt=OPENED_SALT)


def begun_at(stamped: str, *, at: dt.datetime) -> dt.datetime:
    """The time in a stamp. If the stamp is missing, forged or later than `at`: `at`."""
    try:
        opened = dt.datetime.fromisoformat(signing.loads(stamped, salt=OPENED_SALT))
    except (signing.BadSignature, ValueError):
        return at
    return min(opened, at)


def mark_of(text: str) -> str:
    """A short mark of these words, which a form carries to say which words it changes."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def form_key(request) -> str | None:
    """A key that identifies the posted form, in this browser only.

    If the first form of a response is posted twice, the second post finds by this key the response
    that the first one began. The key is made from the form's stamp and the CSRF cookie, so a copy
    of the form finds nothing without the cookie. None if either is missing.
    """
    opened, cookie = request.POST.get("opened"), request.META.get("CSRF_COOKIE")
    if not opened or not cookie:
        return None
    form = f"{request.path} {opened} {cookie}"
    return salted_hmac(FORM_SALT, form, algorithm="sha256").hexdigest()


def lock_or_begin(
    *,
    response: Response | None,
    window: Window,
    begun_at: dt.datetime,
    at: dt.datetime,
    via: CirculationGroup | None,
    form_key: str | None = None,
) -> Response:
    """Lock `response`, to add something to it, until the transaction ends.

    If there is none, or it was sent or deleted meanwhile, begins a new one by the same invitation.
    If the form with this key has already begun one, locks that one instead. Records the group
    `via`, unless the response already came through a group's link.
    """
    invitation_id = response.invitation_id if response else None
    locked = _locked(response)
    if locked is None:
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
        locked = _locked(known) or Response.objects.create(**begun)
    if via is not None and locked.via_id is None:
        locked.via = via
    locked.touched_at = at
    locked.save(update_fields=["via", "touched_at"])
    return locked


def _locked(response):
    """None if there is no response, or it was sent or deleted."""
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

    The same words on the same part are added once, so a double click does not repeat them.
    Raises TooManyCommentsError and adds nothing.
    """
    response = lock_or_begin(
        response=response, window=window, begun_at=begun_at, at=at, via=via, form_key=form_key
    )
    on_parts = response.comments.on_parts()
    if same := on_parts.filter(part=part, text=text).first():
        return same
    if on_parts.count() >= MOST_COMMENTS:
        raise TooManyCommentsError
    return Comment.objects.create(response=response, part=part, text=text, written_at=at)


@transaction.atomic
def change_comment(*, comment: Comment, text: str, at: dt.datetime, seen: str = ""):
    """`seen` is the mark of the words that were changed; without it, whatever the words are.

    Raises AlreadySentError when the response was sent meanwhile, ChangedMeanwhileError when
    another tab changed the comment, and Comment.DoesNotExist when one removed it.
    """
    touch(response=comment.response, at=at)
    comment.refresh_from_db(fields=["text"])
    if seen and mark_of(comment.text) not in {seen, mark_of(text)}:
        raise ChangedMeanwhileError(comment.text)
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
    """Save what the person says about themselves. `details` maps field names to values.

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
