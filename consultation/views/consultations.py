"""The public pages of a consultation. What they show depends on the time and its windows."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.export.counts import Counts
from consultation.models import Consultation, WindowChange
from consultation.models.decision import with_decision
from consultation.models.standing import with_releases, with_standing
from consultation.responding.answers import answered
from consultation.responding.answers_form import kept_answers
from consultation.responding.draft import unsent_response
from consultation.setup import shared_links
from consultation.views.support import are_sensitive
from sdp_portal.clock import LONDON
from sdp_portal.htmx import wants_fragment
from sdp_portal.pages.public import mark_made_up, public_page
from sdp_portal.slots import CONSULTATION_PAGE, WAYS_TO_FOLLOW
from strategy.reading.request import belongs_to, published_texts
from strategy.reading.timeline import timeline


@public_page
@require_safe
def consultation_list(request):
    live = with_decision(Consultation.objects.live(), at=request.at).with_windows()
    consultations = sorted((with_standing(each, at=request.at) for each in live), key=_in_list)
    with_releases(consultations, at=request.at)
    return render(request, "consultation/list.html", {"consultations": consultations})


def _in_list(consultation):
    """What is open first, then what is to come, then what closed, the latest first."""
    window, state = consultation.main_window, Consultation.State
    if window is None:
        return 2, 0
    if consultation.is_over:
        return 3, -window.closes_at.timestamp()
    return [state.OPEN, state.UPCOMING].index(consultation.state_now), window.opens_at.timestamp()


@public_page(stored=["via"])
@require_safe
def detail(request, slug):
    consultation = live_consultation(request, slug)
    page_of(request, consultation)
    context = page_context(request, consultation)
    via = request.via
    if request.GET.get("via", "") != (via.slug if via else ""):
        mark_made_up(request)
    context |= {"via": via, "respond_url": shared_links.carrying(context["respond_url"], via)}
    return render(request, "consultation/detail.html", context)


def live_consultation(request, slug) -> Consultation:
    """The consultation at the address, or the one that an officer previews."""
    if preview := getattr(request, "consultation_preview", None):
        return preview.consultation
    live = with_decision(Consultation.objects.live(), at=request.at).for_page()
    return get_object_or_404(live, slug=slug)


def page_of(request, consultation):
    """The page is about this consultation, and so belongs to its strategy. Somebody may have come
    to it by the link of a group."""
    request.consultation = consultation
    request.via = shared_links.group_in_address(request, consultation)
    belongs_to(request, consultation.edition.strategy)


def page_context(request, consultation):
    at = request.at
    with_standing(consultation, at=at)
    text_is_readable = consultation.edition.is_published(at=at)
    from_above = CONSULTATION_PAGE.shown(consultation, at=at)
    return {
        "consultation": consultation,
        "respond_url": reverse("consultation:respond", args=[consultation.slug]),
        "via": None,
        "edition": consultation.edition,
        "text_is_readable": text_is_readable,
        "place": text_is_readable and published_texts(request).place_of(consultation.edition),
        "windows": consultation.windows.all(),
        "changes": WindowChange.objects.made_in(consultation, at=at),
        "steps": _steps_since(consultation, at=at),
        "due_on": consultation.response_due_on,
        "is_overdue": consultation.is_outcome_overdue(at=at),
        "refused": False,
        "is_sensitive": False,
        "release": None,
        "responses_url": "",
        "received": from_above.get("received") or _received(consultation, at),
        **from_above,
        **WAYS_TO_FOLLOW.shown(at=at),
    }


def _steps_since(consultation, *, at):
    """Once it has closed: what the timeline says of the days after that."""
    if not consultation.is_over:
        return []
    closed_on = consultation.main_window.last_minute.astimezone(LONDON).date()
    steps = timeline(consultation.edition.strategy, at=at)
    return [step for step in steps if step.planned_to > closed_on]


def refuse(request, consultation, *, response=None):
    """Say why nobody can respond now, and give the person their words back.

    Their words are those just posted and those in their unsent response. An htmx request gets
    the same in place of the form.
    """
    if response is None:
        response = unsent_response(request, consultation)
    context = page_context(request, consultation) | {
        "refused": True,
        "response": response,
        "kept": _typed(request, consultation, response),
        "unsent": unsent_words(response) if response else [],
        "is_sensitive": are_sensitive(response),
    }
    name = "consultation/detail.html"
    status = 409 if request.method == "POST" else 200
    return render(
        request, f"{name}#refusal" if wants_fragment(request) else name, context, status=status
    )


def withdrawn_meanwhile(request, consultation, response):
    """Say that the response being changed has been withdrawn, and give the words back."""
    context = {
        "consultation": consultation,
        "response": response,
        "fingerprint": response.fingerprint(),
        "kept": _typed(request, consultation, response),
        "unsent": _words_of(response),
        "is_sensitive": are_sensitive(response),
    }
    name = "consultation/respond/withdrawn.html"
    status = 409 if request.method == "POST" else 200
    return render(
        request, f"{name}#fragment" if wants_fragment(request) else name, context, status=status
    )


def _typed(request, consultation, response):
    """The posted words, without those that `unsent_words` of the response includes."""
    carried = {"words"} if response else set()
    return kept_answers(request.POST, consultation, without=carried)


def unsent_words(response):
    """The words in an unsent response, as pairs of a label and the words.

    A change of a sent response begins with the words that were sent; these are left out.
    """
    sent = _words_of(response.replaces) if response.replaces else []
    return [words for words in _words_of(response) if words not in sent]


def _words_of(response):
    comments = [
        (f"Not sent: your comment on {comment.about}", comment.text)
        for comment in response.comments.on_parts().for_display()
    ]
    answers = [
        (
            f"Not sent: your answer to “{question.wording}”",
            "\n\n".join(filter(None, [question.answer.choice_in_words, question.answer.text])),
        )
        for question in answered(response)
    ]
    return comments + answers


def _received(consultation, at):
    """The counts shown after closing, until figures are published. None before closing."""
    if consultation.state(at=at) != consultation.State.CLOSED:
        return None
    counts = Counts(consultation)
    return {
        "total": counts.total.responses,
        "by_channel": counts.by_channel(),
        "by_window": counts.by_window(),
        "withdrawn": counts.withdrawn,
        "mistaken": counts.mistaken,
    }
