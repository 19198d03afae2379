"""Equality questions on a page of their own. Nothing of who sent which response comes here."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from consultation import equality
from consultation.equality.forms import EqualityAnswersForm
from consultation.models import Consultation

private = cache_control(private=True, no_store=True)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request, slug):
    consultation = _live(slug)
    asked = list(consultation.equality_questions.prefetch_related("options"))
    if not asked:
        raise Http404("This consultation asks no equality questions.")
    if not equality.takes_answers(consultation, at=request.at):
        return _not_open(request, consultation)
    form = EqualityAnswersForm(
        request.POST if request.method == "POST" else None,
        questions=asked,
        initial={"nonce": equality.new_form()},
    )
    if form.is_valid():
        equality.count(options=form.chosen, word=form.word, at=request.at)
        return redirect("consultation:equality_thanks", slug)
    if form.is_bound and form.word is None:
        form.data = form.data.copy()
        form.data["nonce"] = equality.new_form()
    context = {"consultation": consultation, "form": form}
    status = 422 if form.is_bound else 200
    return _page(request, "questions", context, status=status)


@private
@require_safe
def thanks(request, slug):
    return _page(request, "thanks", {"consultation": _live(slug)})


def _live(slug):
    live = Consultation.objects.live().prefetch_related("windows__changes")
    return get_object_or_404(live, slug=slug)


def _not_open(request, consultation):
    is_over = equality.is_closed_for_good(consultation, at=request.at)
    context = {"consultation": consultation, "is_over": is_over}
    return _page(request, "not_open", context, status=409 if request.method == "POST" else 200)


def _page(request, name, context, *, status=200):
    answer = render(request, f"consultation/equality/{name}.html", context, status=status)
    answer["X-Robots-Tag"] = "noindex"
    return answer
