"""Senders change or withdraw a response that they sent, from its private page."""

import contextlib

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consultation.models import Consultation, Response
from consultation.responding import draft
from consultation.responding.amendment import (
    NotPossibleError,
    begin_change,
    discard_change,
    why_not_withdraw,
    withdraw,
)
from consultation.responding.submission import ChangedError
from consultation.views.consultations import unsent_words
from consultation.views.responding import ask_which, remembered
from consultation.views.support import are_sensitive
from sdp_portal.pages.private import private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, token):
    """POST starts a new version of a sent response, or continues the one already started.

    If this browser has a different unsent response, the person first chooses between the two.
    """
    response = _sent(token)
    if request.method != "POST":
        return redirect(response.receipt_url())
    here = draft.unsent_response(request, response.consultation)
    if here and here.says_something and not here.changes(response) and "switch" not in request.POST:
        return ask_which(request, here, begin_url=request.path, changing=response)
    try:
        begun = begin_change(response=response, at=request.at)
    except NotPossibleError:
        return redirect(response.receipt_url())  # the receipt says why
    return remembered(redirect("consultation:respond", response.consultation.slug), begun)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, slug):
    """Show an unsent change before it is discarded; POST discards it. The sent version stays.

    If another tab changed it meanwhile, nothing is discarded and the new words are shown first.
    """
    consultation = get_object_or_404(Consultation.objects.live(), slug=slug)
    response = draft.unsent_response(request, consultation)
    if response is None or response.replaces is None:
        return redirect("consultation:respond", slug)
    changed_meanwhile = False
    if request.method == "POST":
        try:
            discard_change(response=response, seen=request.POST.get("seen"))
        except ChangedError:
            changed_meanwhile = True
        else:
            return draft.forget(request, redirect(response.replaces.receipt_url()), response)
    context = {
        "consultation": consultation,
        "response": response,
        "fingerprint": response.fingerprint(),
        "unsent": unsent_words(response),
        "changed_meanwhile": changed_meanwhile,
        "is_sensitive": are_sensitive(response),
    }
    status = 409 if changed_meanwhile else 200
    return render(request, "consultation/respond/leave.html", context, status=status)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_response(request, token):
    """Explain what withdrawing means; POST withdraws the response."""
    response = _sent(token)
    latest = _with_details().latest().versions_of(response.reference).get()
    if why_not_withdraw(latest, at=request.at):
        return redirect(response.receipt_url())  # the receipt says why
    if request.method == "POST":
        with contextlib.suppress(NotPossibleError):  # the receipt says why
            withdraw(response=response, at=request.at)
        return redirect(response.receipt_url())
    context = {
        "response": latest,
        "consultation": response.consultation,
        "url": response.receipt_url(),
        "is_sensitive": are_sensitive(response, latest),
        "begun": Response.objects.unsent().filter(replaces=latest).exists(),
    }
    return render(request, "consultation/withdraw.html", context)


def _sent(token):
    response = _with_details().sent().find(token)
    if response is None:
        raise Http404("No such response has been sent.")
    return response


def _with_details():
    return Response.objects.select_related("consultation", "window", "withdrawal")
