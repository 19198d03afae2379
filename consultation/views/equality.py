"""Equality questions, on a separate page for people who have sent a response.

The link from the receipt proves that a response was sent, but does not say which one.
"""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from consultation import equality
from consultation.equality import ballots
from consultation.equality.forms import EqualityAnswersForm
from consultation.models import Consultation
from sdp_portal.pages.private import private_page


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request, slug):
    consultation = _live(slug)
    asked = list(consultation.equality_questions.prefetch_related("options"))
    if not asked:
        raise Http404("This consultation asks no equality questions.")
    is_post = request.method == "POST"
    context = {"consultation": consultation}
    if not equality.takes_answers(consultation, at=request.at):
        context["is_over"] = equality.is_closed_for_good(consultation, at=request.at)
        return _page(request, "not_open", context, status=409 if is_post else 200)
    ticket = request.GET.get("form", "")
    if not is_post:
        nonces = ballots.nonces_on(ticket, consultation)
        if not nonces:
            return _page(request, "not_sent", context)
        if ballots.is_used(nonces):
            return _page(request, "thanks", context | {"has_left": False})
    form = context["form"] = EqualityAnswersForm(
        request.POST if is_post else None,
        consultation=consultation,
        questions=asked,
        initial={"nonce": ticket},
    )
    if form.is_valid():
        ballots.hand_in(consultation=consultation, options=form.chosen, nonces=form.nonces)
        return redirect("consultation:equality_thanks", slug)
    return _page(request, "questions", context, status=422 if is_post else 200)


@private_page
@require_safe
def thanks(request, slug):
    """After answering, or after leaving the questions unanswered."""
    context = {"consultation": _live(slug), "has_left": "left" in request.GET}
    return _page(request, "thanks", context)


def _live(slug):
    live = Consultation.objects.live().prefetch_related("windows__changes")
    return get_object_or_404(live, slug=slug)


def _page(request, name, context, *, status=200):
    context["together"] = ballots.TOGETHER
    return render(request, f"consultation/equality/{name}.html", context, status=status)
