"""Responding: comments gather in one response, then about you, check, send."""

from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from consultation.models import Consultation, Response
from consultation.notifications.forms import LinkForm
from consultation.responding import draft
from consultation.responding.answers import with_answers
from consultation.responding.flags import circumstances_of
from consultation.responding.forms import AboutYouForm, CommentForm
from consultation.responding.submission import (
    ChangedError,
    IncompleteError,
    WindowClosedError,
    WithdrawnError,
    submit_posted,
)
from consultation.setup import shared_links
from consultation.views import refusals
from consultation.views.consultations import refuse, withdrawn_meanwhile
from consultation.views.support import are_sensitive, support_for
from sdp_portal.htmx import render_page
from sdp_portal.pages.private import private_page
from strategy.outline import published_outline


def while_it_can_be_sent(view):
    """Give the view the consultation, the window and the unsent response of this browser.

    When no window would take what is done here, the consultation's page answers instead and says
    why, with the person's words.
    """

    @private_page
    @wraps(view)
    def wrapper(request, slug, **kwargs):
        consultation = get_object_or_404(Consultation.objects.live().for_page(), slug=slug)
        response = draft.unsent_response(request, consultation)
        if response and response.is_withdrawn_meanwhile:
            return withdrawn_meanwhile(request, consultation, response)
        if response:
            window = response.window if response.can_be_sent(at=request.at) else None
        else:
            begun_at = draft.begun_at(request.POST.get("opened", ""), at=request.at)
            window = consultation.window_for_everyone(begun_at=begun_at, at=request.at)
        if window is None:
            return refuse(request, consultation, response=response)
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
    """What has been gathered so far, and every way to go on."""
    outline = outline_of(consultation, request.at)
    questions = with_answers(consultation.questions.in_order(), response)
    comments = _comments(response, outline)
    context = {
        "consultation": consultation,
        "window": window,
        "response": response,
        "comments": comments,
        "is_sensitive": are_sensitive(comments),
        "questions": questions,
        "to_answer": sum(question.answer is None for question in questions),
        "outline": outline,
        "via": shared_links.group_in_address(request, consultation),
        "resume_url": response and request.build_absolute_uri(response.resume_url()),
        "link_form": response and LinkForm(response=response, at=request.at),
    }
    return render(request, "consultation/respond/overview.html", context)


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def new_comment(request, *, consultation, window, response):
    outline = outline_of(consultation, request.at)
    about = request.GET.get("about", "")
    part = outline.find(about) if about else None
    if about and part is None:
        return refusals.no_such_part(request)
    form = CommentForm(
        request.POST or None,
        initial={"opened": draft.stamp(request.at)},
        auto_id=f"%s-{part.anchor if part else 'whole'}",
    )
    if form.is_valid():
        try:
            comment = draft.add_comment(
                response=response,
                window=window,
                part=part,
                text=form.cleaned_data["text"],
                begun_at=draft.begun_at(form.cleaned_data["opened"], at=request.at),
                at=request.at,
                via=shared_links.group_in_address(request, consultation),
                form_key=draft.form_key(request),
            )
        except draft.TooManyCommentsError:
            form.refuse_one_more()
        else:
            return _comment_saved(request, consultation, comment)
    earlier = [c for c in _comments(response, outline) if c.part == part]
    heading = "Comment on"
    return _comment_page(request, consultation, form, part, outline, heading, earlier=earlier)


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def change_comment(request, *, consultation, window, response, pk):
    comment = _own_comment(response, pk)
    if comment is None:
        return refusals.comment_is_gone(request)
    form = CommentForm(request.POST or None, initial={"text": comment.text}, auto_id="%s-change")
    if form.is_valid():
        draft.change_comment(comment=comment, text=form.cleaned_data["text"], at=request.at)
        return redirect("consultation:respond", consultation.slug)
    outline = outline_of(consultation, request.at)
    part = comment.part and outline.find(comment.part.key)
    return _comment_page(request, consultation, form, part, outline, "Change your comment on")


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def remove_comment(request, *, consultation, window, response, pk):
    comment = _own_comment(response, pk)
    if comment is None:
        return redirect("consultation:respond", consultation.slug)
    if request.method == "POST":
        draft.remove_comment(comment=comment, at=request.at)
        return redirect("consultation:respond", consultation.slug)
    context = {
        "consultation": consultation,
        "comment": comment,
        "is_sensitive": are_sensitive([comment]),
    }
    return render(request, "consultation/respond/remove.html", context)


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request, *, consultation, window, response):
    if response is None:
        return refusals.no_response_here(request, consultation)
    initial = {field: getattr(response, field) for field in Response.SAID_ABOUT_THEMSELVES}
    form = AboutYouForm(request.POST or None, initial=initial, consultation=consultation)
    if form.is_valid():
        draft.say_who(response=response, details=form.cleaned_data, at=request.at)
        return remembered(redirect("consultation:check", consultation.slug), response)
    context = {"consultation": consultation, "form": form, "response": response}
    status = 422 if form.is_bound else 200
    return render(request, "consultation/respond/about_you.html", context, status=status)


@private_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request, slug):
    """The whole response before it is sent; POST sends it.

    What was sent already leads to its receipt, also after closing, so that a resend is harmless.
    """
    sent = _send(request, slug) if request.method == "POST" else None
    return _to_the_receipt(request, sent) if sent else _check_unsent(request, slug)


def _send(request, slug):
    """The response that was sent, now or before; None when the page has to say why it was not."""
    try:
        return submit_posted(
            token=draft.posted_token(request, slug),
            slug=slug,
            at=request.at,
            seen=request.POST.get("seen", ""),
            circumstances=circumstances_of(request),
        )
    except (WindowClosedError, IncompleteError, ChangedError, WithdrawnError):
        return None


def _to_the_receipt(request, sent):
    return draft.forget(request, redirect(sent.receipt_url()), sent)


@while_it_can_be_sent
def _check_unsent(request, *, consultation, window, response):
    if response is None:  # another form may have sent it since we looked
        token = draft.posted_token(request, consultation.slug)
        sent = consultation.responses.sent().find(token)
        if sent:
            return _to_the_receipt(request, sent)
        if not request.POST.get("words"):
            return redirect("consultation:respond", consultation.slug)
        return refusals.no_response_here(request, consultation)
    if not response.says_something:
        return redirect("consultation:respond", consultation.slug)
    if not response.is_about_you_complete:
        return redirect("consultation:about_you", consultation.slug)
    changed = request.method == "POST"  # or it would have been sent
    comments = _comments(response, outline_of(consultation, request.at))
    questions = with_answers(consultation.questions.in_order(), response)
    context = {
        "consultation": consultation,
        "window": window,
        "response": response,
        "comments": comments,
        "is_sensitive": are_sensitive(comments),
        "questions": questions,
        "words": refusals.carried(comments, questions),
        "fingerprint": response.fingerprint(),
        "opened": request.POST.get("opened") or draft.stamp(request.at),
        "changed_meanwhile": changed,
    }
    status = 409 if changed else 200
    return render(request, "consultation/respond/check.html", context, status=status)


@private_page
@require_safe
def resume(request, slug, token):
    """Take up an unsent response from the link that was put aside."""
    consultation = get_object_or_404(Consultation.objects.live().for_page(), slug=slug)
    response = consultation.responses.select_related("window").find(token)
    if response is None:
        raise Http404("There is no such response.")
    if response.is_sent:
        return redirect(response.receipt_url())
    here = draft.unsent_response(request, consultation)
    if here and here != response and here.says_something and "switch" not in request.GET:
        context = {
            "consultation": consultation,
            "here_url": request.build_absolute_uri(here.resume_url()),
        }
        return render(request, "consultation/respond/which.html", context)
    return remembered(redirect("consultation:respond", slug), response)


def outline_of(consultation, at):
    edition = consultation.edition
    current = type(edition).objects.current(at=at)
    base = "/" if current == edition else f"/editions/{edition.slug}/"
    return published_outline(edition, base=base)


def _comments(response, outline):
    """The response's comments on parts, each with the outline's part to ask for nothing more."""
    comments = response.comments_on_parts if response else []
    by_id = {part.pk: part for part in outline.parts}
    for comment in comments:
        comment.part = by_id.get(comment.part_id)
        comment.response = response
    return comments


def _own_comment(response, pk):
    on_parts = response and response.comments.on_parts().select_related("part", "response")
    return on_parts and on_parts.filter(pk=pk).first()


def _comment_page(request, consultation, form, part, outline, heading, *, earlier=()):
    context = support_for(consultation, [part] if part else outline.parts) | {
        "consultation": consultation,
        "form": form,
        "part": part,
        "about": part.label if part else "the whole strategy",
        "heading": heading,
        "earlier": earlier,
        "back_url": part.url if part else _overview_url(request, consultation),
        "form_url": request.get_full_path(),
    }
    status = 422 if form.is_bound else 200
    return render_page(
        request, "consultation/respond/comment.html", context, fragment="inline", status=status
    )


def _overview_url(request, consultation):
    url = reverse("consultation:respond", args=[consultation.slug])
    return shared_links.carrying(url, shared_links.group_in_address(request, consultation))


def _comment_saved(request, consultation, comment):
    if request.htmx:
        request.COOKIES[draft.cookie_name(consultation)] = comment.response.token
        context = {"consultation": consultation, "comment": comment}
        http_response = render(request, "consultation/respond/comment.html#saved", context)
    else:
        http_response = redirect("consultation:respond", consultation.slug)
    return remembered(http_response, comment.response)


def remembered(http_response, response):
    return draft.remember(http_response, response, secure=not settings.DEBUG)
