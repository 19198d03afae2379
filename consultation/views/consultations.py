"""The consultation's own pages, in the state that the clock gives them."""

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation import sharing
from consultation.gathering import unsent_response
from consultation.models import Consultation, WindowChange
from sdp_portal.clock import LONDON
from sdp_portal.errors import kept_text
from sdp_portal.htmx import wants_fragment


@require_safe
def consultation_list(request):
    consultations = [_with_state(c, request.at) for c in Consultation.objects.live().for_page()]
    return render(request, "consultation/list.html", {"consultations": consultations})


@require_safe
def detail(request, slug):
    consultation = get_object_or_404(Consultation.objects.live().for_page(), slug=slug)
    context = page_context(consultation, request.at)
    via = sharing.group_in_address(request, consultation)
    context["respond_url"] = sharing.carrying(context["respond_url"], via)
    return render(request, "consultation/detail.html", context)


def page_context(consultation, at):
    today = at.astimezone(LONDON).date()
    due_on = consultation.outcome_due_on()
    windows = consultation.windows.all()
    for window in windows:
        window.state_now = window.state(at=at)
    for_everyone = [window for window in windows if window.is_for_everyone]
    counts = (
        consultation.responses.sent()
        .values_list("channel")
        .annotate(number=Count("pk"))
        .order_by("channel")
    )
    return {
        "consultation": _with_state(consultation, at),
        "respond_url": reverse("consultation:respond", args=[consultation.slug]),
        "edition": consultation.edition,
        "draft_is_readable": consultation.edition.is_published(at=at),
        "windows": windows,
        "changes": WindowChange.objects.made_in(consultation, at=at),
        "main_window": _window_to_speak_of(for_everyone, at),
        "counts": [
            (consultation.responses.model.Channel(channel).label, number)
            for channel, number in counts
        ],
        "total": sum(number for _, number in counts),
        "due_on": due_on,
        "is_overdue": bool(due_on and today > due_on),
        "refused": False,
    }


def refuse(request, consultation, *, response=None):
    """Answer whoever arrives at a form's address while no window takes it: why, and their words.

    The words are those just posted and those of the response that was never sent. A person with
    JavaScript gets the same in place of the form.
    """
    if response is None:
        response = unsent_response(request, consultation)
    unsent = response.comments.for_display() if response else []
    context = page_context(consultation, request.at) | {
        "refused": True,
        "response": response,
        "kept": kept_text(request.POST),
        "unsent": unsent,
    }
    name = "consultation/detail.html"
    status = 409 if request.method == "POST" else 200
    http_response = render(
        request, f"{name}#refusal" if wants_fragment(request) else name, context, status=status
    )
    http_response["Cache-Control"] = "no-store"
    return http_response


def _with_state(consultation, at):
    consultation.state_now = consultation.state(at=at)
    return consultation


def _window_to_speak_of(windows, at):
    """The window that is open, else the next to open, else the last that closed, if any."""
    ranked = sorted(windows, key=lambda window: window.opens_at)
    to_come = [window for window in ranked if at < window.closes_at]
    return to_come[0] if to_come else (ranked[-1] if ranked else None)
