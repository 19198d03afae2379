"""Commenting on a part of the text, or on the whole strategy."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultation.models import Comment
from consultation.responding import draft, steps
from consultation.responding.answers import with_answers
from consultation.responding.forms import CommentForm
from consultation.responding.subject import Subject, subject_of
from consultation.setup import shared_links
from consultation.views import refusals
from consultation.views.responding import (
    back_url,
    comments_of,
    keep_name,
    outline_of,
    outline_read,
    overview_page,
    remembered,
    while_it_can_be_sent,
)
from consultation.views.support import are_sensitive, support_for
from sdp_portal.htmx import render_page


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def new_comment(request, *, consultation, window, response):
    outline = outline_of(request, consultation)
    there = outline_read(request, consultation)
    subject = subject_of(request.GET.get("about", ""), consulted=outline, there=there)
    if subject is None:
        return refusals.no_such_part(request)
    form = CommentForm(
        request.POST or None,
        initial={"opened": draft.stamp(request.at)},
        auto_id=f"%s-{subject.shown.anchor if subject.shown else 'whole'}",
    )
    if form.is_valid():
        try:
            comment = _save(request, consultation, window, response, form, subject.part)
        except draft.TooManyCommentsError:
            form.refuse_one_more()
        else:
            if "then" in request.GET:
                return _to_next_step(consultation, comment.response)
            return _comment_saved(request, consultation, comment)
    if form.is_bound and "then" in request.GET and not (response and response.says_something):
        return overview_page(request, consultation, window, response, refused=form)
    earlier = [c for c in comments_of(response, outline) if c.part == subject.part]
    return _comment_page(request, consultation, form, subject, "Comment on", earlier=earlier)


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def change_comment(request, *, consultation, window, response, pk):
    comment = _own_comment(response, pk)
    if comment is None:
        return refusals.comment_is_gone(request)
    initial = {"text": comment.text, "seen": draft.mark_of(comment.text)}
    form = CommentForm(request.POST or None, initial=initial, auto_id="%s-change")
    other = ""
    if form.is_valid():
        try:
            draft.change_comment(comment=comment, **form.words_and_seen, at=request.at)
        except draft.ChangedMeanwhileError as changed:
            other = changed.text
            form.refuse_until_seen(draft.mark_of(other))
        except Comment.DoesNotExist:
            return refusals.comment_is_gone(request)
        else:
            return redirect("consultation:respond", consultation.slug)
    outline = outline_of(request, consultation)
    subject = Subject(comment.part and outline.find(comment.part.key))
    heading, keep = "Change your comment on", f"comment-{pk}"
    return _comment_page(request, consultation, form, subject, heading, keep=keep, other=other)


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
        "is_sensitive": are_sensitive(response),
    }
    return render(request, "consultation/respond/remove.html", context)


def _own_comment(response, pk):
    on_parts = response and response.comments.on_parts().select_related("part", "response")
    return on_parts and on_parts.filter(pk=pk).first()


def _save(request, consultation, window, response, form, part):
    return draft.add_comment(
        response=response,
        window=window,
        part=part,
        text=form.cleaned_data["text"],
        begun_at=draft.begun_at(form.cleaned_data["opened"], at=request.at),
        at=request.at,
        via=shared_links.group_in_address(request, consultation),
        form_key=draft.form_key(request),
    )


def _to_next_step(consultation, response):
    questions = with_answers(consultation.questions.in_order(), response)
    step = steps.after_writing(response, questions)
    return remembered(redirect(f"consultation:{step}", consultation.slug), response)


def _comment_page(request, consultation, form, subject, heading, *, earlier=(), keep="", other=""):
    part, shown = subject.part, subject.shown
    outline = outline_of(request, consultation)
    context = support_for(consultation, [shown] if shown else outline.parts) | {
        "consultation": consultation,
        "form": form,
        "subject": subject,
        "part": part,
        "about": part.label if part else "the whole strategy",
        "heading": heading,
        "earlier": earlier,
        "other": other,
        "back_url": back_url(request, consultation, subject),
        "form_url": request.get_full_path(),
        "keep": keep_name(request, consultation, keep or (part.key if part else "whole")),
        "keep_in_tab": bool(shown and shown.sensitive),
        "goes_on": "then" in request.GET,
    }
    status = 422 if form.is_bound else 200
    return render_page(
        request, "consultation/respond/comment.html", context, fragment="inline", status=status
    )


def _comment_saved(request, consultation, comment):
    if request.htmx:
        request.COOKIES[draft.cookie_name(consultation.slug)] = comment.response.token
        about = comment.part.key if comment.part else "whole"
        keep = keep_name(request, consultation, about)
        context = {
            "consultation": consultation,
            "comment": comment,
            "keep": keep,
            "is_sensitive": bool(comment.part and comment.part.sensitive),
        }
        http_response = render(request, "consultation/respond/comment.html#saved", context)
    else:
        http_response = redirect("consultation:respond", consultation.slug)
    return remembered(http_response, comment.response)
