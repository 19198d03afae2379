"""Send a response: once, complete, with the time of its arrival and a reference."""

import datetime as dt
from collections.abc import Callable

from django.db import IntegrityError, transaction
from psycopg.errors import UniqueViolation

from consultation.models import Answer, Comment, Response, Withdrawal
from consultation.models.secrets import hash_of, new_reference
from consultation.notifications.outbox import post_receipt
from consultation.responding.flags import Circumstances, raise_flags
from sdp_portal.prepared_queries import Prepared

TRIES_FOR_A_FREE_REFERENCE = 5
RECEIVED = ["received_at", "is_late", "reference", "form_key"]


class WindowClosedError(Exception):
    """The window does not accept the response at that time, or its invitation is revoked."""


class IncompleteError(Exception):
    """The response has no comment and no answer, or does not say who responds and what may be
    published."""


class ChangedError(Exception):
    """The response has changed since its sender checked it."""


class WithdrawnError(Exception):
    """The version that this one would replace was withdrawn meanwhile."""


def submit_response(*, response: Response, at: dt.datetime, **given) -> Response:
    """Send `response`, by the rules of `submit_posted`."""
    return _until_the_references_are_free(
        lambda: _submit(_LOCKED.rows(pk=response.pk), at=at, **given)
    )


def submit_posted(
    *,
    token: str,
    slug: str,
    at: dt.datetime,
    seen: str | None = None,
    circumstances: Circumstances | None = None,
) -> Response | None:
    """Send the response with this token in the consultation `slug`, received at `at`.

    Returns None if there is no such response. Sending a response again changes nothing and
    returns the same response, so a double click, a resend or a second tab is harmless. A response
    received after closing, but within the grace period, is marked late. A version that replaces
    another keeps its reference, and from then on only the new version counts. Raises
    WindowClosedError, IncompleteError, ChangedError or WithdrawnError, and then changes nothing.

    `seen` is the fingerprint of what the sender saw: nothing else is sent. `circumstances` are
    given for a response sent on this website, to flag it unseen by the sender (`flags.py`).
    """
    response = _until_the_references_are_free(
        lambda: _submit(
            _LOCKED_BY_TOKEN.rows(token_hash=hash_of(token), slug=slug),
            at=at,
            seen=seen,
            circumstances=circumstances,
        )
    )
    if response is not None:
        response.token = token
    return response


def _submit(locked, *, at, seen=None, circumstances=None):
    if not locked:
        return None
    [response] = locked
    # Read after locking, because then nothing can be added.
    _COMMENTS.read_into(response, "comments", response=response.pk)
    _ANSWERS.read_into(response, "answers", response=response.pk)
    if response.is_sent:
        return response
    if not response.can_be_sent(at=at):
        raise WindowClosedError
    if not response.is_about_you_complete or not response.says_something:
        raise IncompleteError
    if seen is not None and seen != response.fingerprint():
        raise ChangedError
    response.receive(at=at)
    prefix = response.consultation.reference_prefix
    response.reference = _reference_before(response) or new_reference(prefix)
    response.save(update_fields=RECEIVED)
    if circumstances:
        raise_flags(response=response, circumstances=circumstances, at=at)
    post_receipt(response=response, at=at)
    return response


def _to_be_locked(**found_by):
    return (
        Response.objects.select_for_update(of=["self"])
        .select_related("window", "consultation", "invitation", "locality")
        .filter(**found_by)
        .order_by()
    )


_LOCKED = Prepared(lambda pk: _to_be_locked(pk=pk), pk=-1)
_LOCKED_BY_TOKEN = Prepared(
    lambda token_hash, slug: _to_be_locked(
        token_hash=token_hash, consultation__slug=slug, consultation__went_live_at__isnull=False
    ),
    token_hash="HASH",  # noqa: S106 it stands for one
    slug="SLUG",
)
_COMMENTS = Prepared(
    lambda response: Comment.objects.select_related("question").filter(response=response),
    response=-1,
)
_ANSWERS = Prepared(
    lambda response: Answer.objects.select_related("question").filter(response=response),
    response=-1,
)


def _reference_before(response):
    """The reference of the version that it replaces. Locks that version, as withdrawing does."""
    if response.replaces_id is None:
        return None
    earlier = Response.objects.select_for_update(of=["self"]).get(pk=response.replaces_id)
    if Withdrawal.objects.filter(response=earlier).exists():
        raise WithdrawnError
    return earlier.reference


def save_under_free_references(responses: list[Response], *, save: Callable[[], object]):
    """Give each of `responses` a reference and `save` them."""

    def draw_and_save():
        for response in responses:
            response.reference = new_reference(response.consultation.reference_prefix)
        save()

    _until_the_references_are_free(draw_and_save)


def _until_the_references_are_free(work):
    """Run `work` in a transaction, and run it again if a reference that it drew is taken.

    Only the database can tell. It is rare: there are 282 thousand million references.
    """
    for remaining in reversed(range(TRIES_FOR_A_FREE_REFERENCE)):
        try:
            with transaction.atomic():
                return work()
        except IntegrityError as error:
            taken = isinstance(error.__cause__, UniqueViolation)
            if not taken or not remaining:
                raise
    return None
