"""The public pages of a consultation. What they show depends on the time and its windows."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from consultation.export.counts import Counts
from consultation.models import Consultation, WindowChange
from consultation.responding.answers import answered
from consultation.responding.answers_form import kept_answers
from consultation.responding.draft import unsent_response
from consultation.setup import shared_links
from consultation.views.support import are_sensitive
from sdp_portal.htmx import wants_fragment
from sdp_portal.pages.public import mark_made_up, public_page
from sdp_portal.slots import CONSULTATION_PAGE, WAYS_TO_FOLLOW
from strategy.reading.request import belongs_to, published_texts


@public_page
@require_safe
def consultation_list(request):
    consultations = [with_state(c, request.at) for c in Consultation.objects.live().with_windows()]
    return render(request, "consultation/list.html", {"consultations": consultations})


@public_page(stored=["via"])
@require_safe
def detail(request, slug):
    consultation = live_consultation(request, slug)
    page_of(request, consultation)
    context = page_context(request, consultation)
    via = shared_links.group_in_address(request, consultation)
    if request.GET.get("via", "") != (via.slug if via else ""):
        mark_made_up(request)
    context |= {"via": via, "respond_url": shared_links.carrying(context["respond_url"], via)}
    return render(request, "consultation/detail.html", context)


def live_consultation(request, slug) -> Consultation:
    """The consultation at the address, or the one that an officer previews."""
    if preview := getattr(request, "consultation_preview", None):
        return preview.consultation
    return get_object_or_404(Consultation.objects.live().for_page(), slug=slug)


def page_of(request, consultation):
    """The page is about this consultation, and so belongs to its strategy."""
    request.consultation = consultation
    belongs_to(request, consultation.edition.strategy)


def page_context(request, consultation):
    at = request.at
    windows = consultation.windows.all()
    for window in windows:
        window.state_now = window.state(at=at)
    text_is_readable = consultation.edition.is_published(at=at)
    from_above = CONSULTATION_PAGE.shown(consultation, at=at)
    return {
        "consultation": with_state(consultation, at),
        "respond_url": reverse("consultation:respond", args=[consultation.slug]),
        "via": None,
        "edition": consultation.edition,
        "text_is_readable": text_is_readable,
        "place": text_is_readable and published_texts(request).place_of(consultation.edition),
        "windows": windows,
        "changes": WindowChange.objects.made_in(consultation, at=at),
        "main_window": consultation.window_to_speak_of(at=at),
        "still_open": [w for w in windows if w.is_open(at=at)],
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
        "unsent": words_of(response) if response else [],
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
        "kept": _typed(request, consultation, response),
        "unsent": words_of(response),
        "is_sensitive": are_sensitive(response),
    }
    name = "consultation/respond/withdrawn.html"
    status = 409 if request.method == "POST" else 200
    return render(
        request, f"{name}#fragment" if wants_fragment(request) else name, context, status=status
    )


def _typed(request, consultation, response):
    """The posted words, without those that `words_of` the response includes."""
    carried = {"words"} if response else set()
    return kept_answers(request.POST, consultation, without=carried)


def words_of(response):
    """The words in an unsent response, as pairs of a label and the words."""
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


def with_state(consultation, at):
    """While the public cannot read the text, nobody can respond, whatever its windows say."""
    consultation.state_now = consultation.state(at=at)
    consultation.is_open_without_text = (
        consultation.state_now == consultation.State.OPEN
        and not consultation.edition.is_published(at=at)
    )
    if consultation.is_open_without_text:
        consultation.state_now = consultation.State.UPCOMING
    return consultation
