"""Answer agreement questions: those about one part beside that part, or all on one page."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from consultation.models import Response
from consultation.responding import draft, steps
from consultation.responding.answers import keep_answers, with_answers
from consultation.responding.answers_form import AnswersForm, kept_answers
from consultation.responding.subject import Subject, subject_of
from consultation.setup import shared_links
from consultation.views import refusals
from consultation.views.responding import (
    back_url,
    outline_of,
    outline_read,
    remembered,
    while_it_can_be_sent,
)
from consultation.views.support import support_for
from sdp_portal.htmx import render_page

WHOLE = "whole"
NOTHING_SAID = "Answer a question first, or go back: every question is optional."


@while_it_can_be_sent
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request, *, consultation, window, response):
    """Show and save the questions about the part in `?about=`, or all of them."""
    about = request.GET.get("about", "")
    subject = _subject(request, consultation)
    part = subject and subject.part
    if about not in {"", WHOLE} and part is None:
        return refusals.no_such_part(request, kept_answers(request.POST, consultation))
    asked = consultation.questions.in_order()
    if about:
        asked = [question for question in asked if question.part_id == (part and part.pk)]
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        questions=with_answers(asked, response),
        initial={"opened": draft.stamp(request.at)},
        auto_id=f"%s-{part.anchor if part else WHOLE}" if about else "id_%s",
    )
    if not form.is_bound and not form.questions:
        name = "consultation:questions" if about else "consultation:respond"
        return redirect(name, consultation.slug)
    if form.is_bound:
        if refusal := _refusal(request, consultation, response, form):
            return refusal
        if form.is_valid():
            return _save(request, consultation, window, response, form, subject)
    return _page(request, consultation, response, form, subject)


def _subject(request, consultation):
    """What `?about=` names. A part that has the key “whole” takes precedence over the whole."""
    about, outline = request.GET.get("about", ""), outline_of(request, consultation)
    there = outline_read(request, consultation)
    subject = subject_of(about, consulted=outline, there=there)
    return Subject(None) if about == WHOLE and subject is None else subject


def _refusal(request, consultation, response, form):
    """Give the words back if the form's questions or response no longer exist; otherwise None."""
    if form.not_asked():
        return refusals.other_questions(request, kept_answers(request.POST, consultation))
    token = request.POST.get("response", "")
    if response or not token:
        return None
    kept = kept_answers(request.POST, consultation)
    if Response.objects.sent().with_token(token).exists():
        return refusals.sent_meanwhile(request, kept)
    return refusals.no_response_here(request, consultation, kept)


def _save(request, consultation, window, response, form, subject):
    try:
        saved = keep_answers(
            response=response,
            window=window,
            given=form.given,
            begun_at=draft.begun_at(form.cleaned_data["opened"], at=request.at),
            at=request.at,
            via=shared_links.group_in_address(request, consultation),
            form_key=draft.form_key(request),
        )
    except draft.AlreadySentError:
        return refusals.sent_meanwhile(request, kept_answers(request.POST, consultation))
    if saved is None:
        form.add_error(None, NOTHING_SAID)
        return _page(request, consultation, response, form, subject)
    return remembered(_after_saving(request, consultation, saved, form), saved)


def _after_saving(request, consultation, response, form):
    """Confirm in place, go back to the overview, or go on from all questions to the next step."""
    if request.htmx:
        request.COOKIES[draft.cookie_name(consultation.slug)] = response.token
        context = {
            "consultation": consultation,
            "url": request.get_full_path(),
            "says_something": any(given.says_something for given in form.given),
        }
        return render(request, "consultation/respond/questions.html#saved", context)
    if "about" in request.GET or not response.says_something:
        return redirect("consultation:respond", consultation.slug)
    step = steps.CHECK if response.is_about_you_complete else steps.ABOUT_YOU
    return redirect(f"consultation:{step}", consultation.slug)


def _page(request, consultation, response, form, subject):
    part, outline = subject.part, outline_of(request, consultation)
    by_id = {part.pk: [part] for part in outline.parts}
    asked = [by_id.get(question.part_id, outline.parts) for question in form.questions]
    context = support_for(consultation, [part for parts in asked for part in parts]) | {
        "consultation": consultation,
        "response": response,
        "form": form,
        "part": part,
        "is_step": "about" not in request.GET,
        "step": steps.step(steps.QUESTIONS, has_questions=True),
        "about": part.label if part else "the whole strategy",
        "back_url": back_url(request, consultation, subject),
        "form_url": request.get_full_path(),
    }
    status = 422 if form.is_bound else 200
    return render_page(
        request, "consultation/respond/questions.html", context, fragment="inline", status=status
    )
