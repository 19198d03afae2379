"""The private page of a sent response: all its versions, and what its sender can do with it.

Its address is that of the first version. The addresses of later versions redirect to it.
"""

from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation import equality
from consultation.equality.ballots import ticket_for
from consultation.models import Response
from consultation.models.standing import with_standing
from consultation.notifications.receipt_limit import has_receipt, was_not_mailed
from consultation.responding.amendment import why_not_change, why_not_withdraw
from consultation.responding.answers import answered, answers_and_comments
from consultation.views.support import are_sensitive
from sdp_portal.keys import WrongKeyError
from sdp_portal.mail_settings import has_mail_server
from sdp_portal.pages.private import private_page
from strategy.reading.request import belongs_to


@private_page
@require_safe
def receipt(request, token):
    versions = _versions(token)
    if not versions:
        unsent = Response.objects.unsent().select_related("consultation").find(token)
        if unsent is None:
            raise Http404("There is no such response.")
        return redirect(unsent.resume_url())
    if versions[0].token != token:
        return redirect(versions[0].receipt_url())
    return render(request, "consultation/receipt.html", _context(request, versions))


@private_page
@require_safe
def receipt_copy(request, token):
    """The receipt as plain text, to keep."""
    versions = _versions(token)
    if not versions:
        raise Http404("No such response has been sent.")
    context = _context(request, versions)
    http_response = render(
        request, "consultation/receipt.txt", context, content_type="text/plain; charset=utf-8"
    )
    http_response["Content-Disposition"] = f'attachment; filename="{versions[0].reference}.txt"'
    return http_response


def _versions(token):
    """All sent versions of the response with this token, first version first; else empty.

    Each version has `answered`: the questions that it answers, with its answers.
    """
    reference = Response.objects.sent().with_token(token).values("reference")[:1]
    versions = list(
        Response.objects.versions_of(reference)
        .annotate(has_receipt=has_receipt())
        .select_related(
            "consultation__edition__strategy",
            "window",
            "locality",
            "invitation",
            "withdrawal__withdrawn_by",
            "replaced_by__consultation",
            "replaced_by__window",
            "replaced_by__invitation",
        )
        .prefetch_related("mistakes", *answers_and_comments())
    )
    for version in versions:
        if version.has_token(token):
            version.token = token
        version.answered = answered(version)
    if versions:
        _use_this_token_without_the_key(versions[0], token)
    return versions


def _use_this_token_without_the_key(first, token):
    """Without the key, the first version's token is unknown. A later version's token works too."""
    try:
        first.token  # noqa: B018 it raises without the key
    except WrongKeyError:
        first.token = token


def _context(request, versions):
    *earlier, latest = versions
    begun = getattr(latest, "replaced_by", None)
    belongs_to(request, latest.consultation.edition.strategy)
    prefetch_related_objects([latest.consultation], "windows__changes")
    with_standing(latest.consultation, at=request.at)
    everyones = latest.consultation.window_for_everyone(begun_at=request.at, at=request.at)
    page = latest.consultation.get_absolute_url()
    is_overdue = latest.consultation.is_outcome_overdue(at=request.at)
    return {
        "response": latest,
        "share_url": everyones and request.build_absolute_uri(page),
        "closes": everyones and everyones.last_minute,
        "earlier": earlier[::-1],
        "withdrawal": latest.withdrawal if latest.is_withdrawn else None,
        "mistake": latest.mistake,
        "begun": begun,
        "begun_can_be_sent": begun and begun.can_be_sent(at=request.at),
        "why_not_change": why_not_change(latest, at=request.at),
        "why_not_withdraw": why_not_withdraw(latest, at=request.at),
        "consultation": latest.consultation,
        "comments": latest.comments_on_parts,
        "is_sensitive": are_sensitive(*versions),
        "questions": latest.answered,
        "equality_url": _equality_url(latest, request.at),
        "due_on": None if is_overdue else latest.consultation.response_due_on,
        "first": versions[0],
        "was_not_mailed": was_not_mailed(latest),
        "has_mail_server": has_mail_server(),
        "url": request.build_absolute_uri(versions[0].receipt_url()),
    }


def _equality_url(latest, at):
    """The address of the equality questions; empty when they are not asked now."""
    if latest.is_withdrawn or latest.mistake or not equality.asks_now(latest.consultation, at=at):
        return ""
    address = reverse("consultation:equality", args=[latest.consultation.slug])
    return f"{address}?form={ticket_for(latest)}"
