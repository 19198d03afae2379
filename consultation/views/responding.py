"""The steps of responding: the overview, about you, check and send."""

from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import Consultation, Response
from consultation.notifications.forms import LinkForm
from consultation.responding import draft, steps
from consultation.responding.answers import with_answers
from consultation.responding.flags import circumstances_of
from consultation.responding.forms import AboutYouForm, CommentForm
from consultation.responding.limits_of_privacy import limits_of_privacy
from consultation.responding.submission import (
    ChangedError,
    IncompleteError,
    WindowClosedError,
    WithdrawnError,
    submit_posted,
)
from consultation.setup import shared_links
from consultation.views import refusals
from consultation.views.consultations import (
    live_consultation,
    page_of,
    refuse,
    withdrawn_meanwhile,
)
from consultation.views.support import are_sensitive, support_for
from sdp_portal.pages.private import private_page
from strategy.reading.request import published_texts


def while_it_can_be_sent(view):
    """Pass the consultation, the window and this browser's unsent response to the view.

    If no window accepts the response, or the text is not published, the consultation's page is
    shown instead. It says why, and gives the person their words back.
    """

    @private_page
    @wraps(view)
    def wrapper(request, slug, **kwargs):
        consultation = live_consultation(request, slug)
        page_of(request, consultation)
        if hasattr(request, "consultation_preview"):
            response = request.example
        else:
            response = draft.unsent_response(request, consultation)
        if not consultation.edition.is_published(at=request.at):
            return refuse(request, consultation, response=response)
        if response and response.replaces and response.replaces.is_withdrawn:
            return withdrawn_meanwhile(request, consultation, response)
        if response:
            window = response.window if response.can_be_sent(at=request.at) else None
        else:
            begun_at = draft.begun_at(request.POST.get("opened", ""), at=request.at)
            window = consultation.window_for_everyone(begun_at=begun_at, at=request.at)
        if window is None:
            return refuse(request, consultation, response=response)
        window.state_now = window.state(at=request.at)
        try:
            return view(
                request, consultation=consultation, window=window, response=response, **kwargs
            )
        except draft.AlreadySentError:
            return refusals.sent_meanwhile(request)

    return wrapper


@while_it_can_be_sent
@require_safe
def overview(request, *, consultation, window, response):
    return overview_page(request, consultation, window, response)


def overview_page(request, consultation, window, response, *, refused=None):
    """The response so far, and the next steps. Before anything is said: a box to write in, with
    the form that was refused, if any."""
    outline = outline_of(request, consultation)
    questions = with_answers(consultation.questions.in_order(), response)
    comments = comments_of(response, outline)
    via = shared_links.group_in_address(request, consultation)
    is_begun = bool(response and response.says_something)
    context = {} if is_begun else _box(request, consultation, outline, via, refused)
    context |= {
        "consultation": consultation,
        "window": window,
        "response": response,
        "comments": comments,
        "is_begun": is_begun,
        "is_sensitive": are_sensitive(response) or context.get("is_sensitive"),
        "questions": questions,
        "step": steps.step(steps.WRITE, has_questions=bool(questions)),
        "next_step": is_begun and steps.after_writing(response, questions),
        "has_lost": "lost" in request.GET,
        "outline": outline,
        "via": via,
        "resume_url": response and request.build_absolute_uri(response.resume_url()),
        "link_form": response and LinkForm(response=response, at=request.at),
    }
    status = 422 if refused else 200
    return render(request, "consultation/respond/overview.html", context, status=status)


def _box(request, consultation, outline, via, refused):
    """A box for a comment on the whole strategy, with what it needs around it."""
    empty = CommentForm(initial={"opened": draft.stamp(request.at)}, auto_id="%s-whole")
    url = shared_links.carrying(reverse("consultation:comment", args=[consultation.slug]), via)
    form_url = f"{url}{'&' if '?' in url else '?'}then=continue"
    return support_for(consultation, outline.parts) | {
        "form": refused or empty,
        "form_url": form_url,
        "keep": keep_name(request, consultation, "whole"),
    }


def keep_name(request, consultation, what):
    """The name under which the device keeps words until they are saved. A preview keeps nothing."""
    is_preview = hasattr(request, "consultation_preview")
    return "" if is_preview else f"{consultation.slug}:{what}"


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request, *, consultation, window, response):
    if response is None:
        return refusals.no_response_here(request, consultation)
    initial = {field: getattr(response, field) for field in Response.SAID_ABOUT_THEMSELVES}
    form = AboutYouForm(
        request.POST or None, initial=initial, consultation=consultation, at=request.at
    )
    if form.is_valid():
        draft.say_who(response=response, details=form.cleaned_data, at=request.at)
        return remembered(redirect("consultation:check", consultation.slug), response)
    context = {
        "consultation": consultation,
        "window": window,
        "form": form,
        "response": response,
        "limits_of_privacy": limits_of_privacy(consultation),
        "is_sensitive": are_sensitive(response),
        "step": steps.step(steps.ABOUT_YOU, has_questions=consultation.questions.exists()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "consultation/respond/about_you.html", context, status=status)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, slug):
    """Show the whole response before it is sent; POST sends it.

    Sending a sent response again shows its receipt, even after closing, so a resend is harmless.
    """
    if request.method == "POST":
        with suppress(WindowClosedError, IncompleteError, ChangedError, WithdrawnError):
            sent = submit_posted(
                token=draft.posted_token(request, slug),
                slug=slug,
                at=request.at,
                seen=request.POST.get("seen", ""),
                circumstances=circumstances_of(request),
            )
            if sent:
                return draft.forget(request, redirect(sent.receipt_url()), sent)
    return _check_unsent(request, slug)  # which says why it was not sent


@while_it_can_be_sent
def _check_unsent(request, *, consultation, window, response):
    if response is None:  # another request may have sent it meanwhile
        token = draft.posted_token(request, consultation.slug)
        sent = consultation.responses.sent().find(token)
        if sent:
            return draft.forget(request, redirect(sent.receipt_url()), sent)
        if not request.POST.get("words"):
            return refusals.nothing_unsent(slug=consultation.slug)
        return refusals.no_response_here(request, consultation)
    if not response.says_something:
        return redirect("consultation:respond", consultation.slug)
    if not response.is_about_you_complete:
        return redirect("consultation:about_you", consultation.slug)
    changed = request.method == "POST"  # a response that had not changed was sent above
    comments = comments_of(response, outline_of(request, consultation))
    questions = with_answers(consultation.questions.in_order(), response)
    context = {
        "consultation": consultation,
        "window": window,
        "response": response,
        "comments": comments,
        "is_sensitive": are_sensitive(response),
        "questions": questions,
        "words": refusals.carried(comments, questions),
        "step": steps.step(steps.CHECK, has_questions=bool(questions)),
        "fingerprint": response.fingerprint(),
        "opened": request.POST.get("opened") or draft.stamp(request.at),
        "changed_meanwhile": changed,
    }
    status = 409 if changed else 200
    return render(request, "consultation/respond/check.html", context, status=status)


@private_page
@require_safe
def resume(request, slug, token):
    """Continue an unsent response from its private link."""
    consultation = get_object_or_404(Consultation.objects.live().for_page(), slug=slug)
    response = consultation.responses.select_related("window").find(token)
    if response is None:
        raise Http404("There is no such response.")
    if response.is_sent:
        return redirect(response.receipt_url())
    here = draft.unsent_response(request, consultation)
    if here and here != response and here.says_something and "switch" not in request.GET:
        return ask_which(request, here)
    return remembered(redirect("consultation:respond", slug), response)


@private_page
@require_safe
def resume_without_token(request, slug):
    return refusals.nothing_unsent(slug=slug)


def ask_which(request, here, **context):
    """Ask which response to continue: this browser has another unsent one, `here`."""
    context |= {
        "consultation": here.consultation,
        "here_url": request.build_absolute_uri(here.resume_url()),
        "is_sensitive": are_sensitive(here),
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "consultation/respond/which.html", context, status=status)


def back_url(request, consultation, subject):
    """Where “Comment on this” was pressed; without a part, the overview of the response."""
    part = subject.read if "read" in request.GET else subject.part
    return part.url if part else overview_url(request, consultation)


def overview_url(request, consultation):
    url = reverse("consultation:respond", args=[consultation.slug])
    return shared_links.carrying(url, shared_links.group_in_address(request, consultation))


def outline_of(request, consultation):
    """The text consulted on, where it is read now."""
    return published_texts(request).outline_of(consultation.edition)


def outline_read(request, consultation):
    """The text in which somebody pressed “Comment on this”: `?read=` names its edition.

    Without it, that is the strategy's current edition.
    """
    texts, strategy = published_texts(request), consultation.edition.strategy
    edition = None
    if slug := request.GET.get("read"):
        edition = (
            strategy.editions.published(at=request.at).newest_first().filter(slug=slug).first()
        )
    return texts.outline_of(edition or texts.current_of(strategy.pk))


def comments_of(response, outline):
    """The response's comments on parts. They use the outline's parts, which saves queries."""
    comments = response.comments_on_parts if response else []
    by_id = {part.pk: part for part in outline.parts}
    for comment in comments:
        comment.part = by_id.get(comment.part_id)
        comment.response = response
    return comments


def remembered(http_response, response):
    return draft.remember(http_response, response, secure=not settings.DEBUG)
