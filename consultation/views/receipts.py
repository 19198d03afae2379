"""The private page of a response that was sent: all its versions, and what can be done with it.

It has one address for good, that of the version sent first; those of later ones lead to it.
"""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consultation.answering import with_answers
from consultation.changing_mind import why_not_change, why_not_withdraw
from consultation.models import Answer, Comment, Response

private = cache_control(private=True, no_store=True)


@private
@require_safe
def receipt(request, token):
    response = get_object_or_404(Response.objects.select_related("consultation"), token=token)
    if not response.is_sent:
        return redirect(response.resume_url())
    versions = _versions(response)
    if response != versions[0]:
        return redirect(versions[0].receipt_url())
    answer = render(request, "consultation/receipt.html", _context(request, versions))
    answer["X-Robots-Tag"] = "noindex"
    return answer


@private
@require_safe
def receipt_copy(request, token):
    """The same in plain text, to keep."""
    response = get_object_or_404(Response, token=token)
    if not response.is_sent:
        raise Http404("This response has not been sent.")
    context = _context(request, _versions(response))
    answer = render(
        request, "consultation/receipt.txt", context, content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{response.reference}.txt"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _versions(response):
    """Each with its comments, and with `answered`: the questions with the answers to them."""
    versions = list(
        Response.objects.versions_of(response)
        .select_related(
            "consultation__edition", "window", "locality", "invitation", "withdrawal__withdrawn_by"
        )
        .prefetch_related(
            Prefetch("comments", Comment.objects.for_display()),
            Prefetch("answers", Answer.objects.for_display()),
        )
    )
    for version in versions:
        answers = version.answers.all()
        version.answered = with_answers([answer.question for answer in answers], answers)
    return versions


def _context(request, versions):
    *earlier, latest = versions
    changes = Response.objects.unsent().select_related("window", "invitation", "consultation")
    begun = changes.filter(replaces=latest).first()
    return {
        "response": latest,
        "earlier": earlier[::-1],
        "withdrawal": latest.withdrawal if latest.is_withdrawn else None,
        "begun": begun,
        "begun_can_be_sent": begun and begun.can_be_sent(at=request.at),
        "why_not_change": why_not_change(latest, at=request.at),
        "why_not_withdraw": why_not_withdraw(latest, at=request.at),
        "consultation": latest.consultation,
        "comments": latest.comments.all(),
        "questions": latest.answered,
        "due_on": latest.consultation.outcome_due_on(),
        "first": versions[0],
        "url": request.build_absolute_uri(versions[0].receipt_url()),
    }
