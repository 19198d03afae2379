"""The private page of a response that was sent."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from consultation.answering import answered
from consultation.models import Response

private = cache_control(private=True, no_store=True)


@private
@require_safe
def receipt(request, token):
    response = _find(token)
    if not response.is_sent:
        return redirect(response.resume_url())
    answer = render(request, "consultation/receipt.html", _context(request, response))
    answer["X-Robots-Tag"] = "noindex"
    return answer


@private
@require_safe
def receipt_copy(request, token):
    """The same in plain text, to keep."""
    response = _find(token)
    if not response.is_sent:
        raise Http404("This response has not been sent.")
    context = _context(request, response)
    answer = render(
        request, "consultation/receipt.txt", context, content_type="text/plain; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{response.reference}.txt"'
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _find(token):
    responses = Response.objects.select_related("consultation__edition", "window", "locality")
    return get_object_or_404(responses, token=token)


def _context(request, response):
    return {
        "response": response,
        "consultation": response.consultation,
        "comments": response.comments.for_display(),
        "questions": answered(response),
        "due_on": response.consultation.outcome_due_on(),
        "url": request.build_absolute_uri(response.receipt_url()),
    }
