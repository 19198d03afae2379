"""The form to print. It takes its questions from the website's forms, so that both ask the same."""

import datetime as dt
import functools
import json
from collections.abc import Iterable

from django import forms
from django.conf import settings
from django.urls import reverse

from consultation.documents.typesetting import logo, pdf
from consultation.models import Answer, Consultation
from consultation.responding.forms import AboutYouForm
from consultation.responding.limits_of_privacy import limits_of_privacy
from sdp_portal import partnership
from sdp_portal.templatetags.dates import moment_in_words
from strategy.rich_text import plain_text

ROOM_FOR_COMMENTS = 3  # each with a line for the part


def paper_form(consultation: Consultation, *, at: dt.datetime) -> bytes:
    """The form as an accessible PDF (PDF/UA-1)."""
    return _printed(json.dumps(paper_form_data(consultation, at=at)))


@functools.lru_cache(maxsize=8)
def _printed(data: str) -> bytes:
    """Cached, because setting the PDF takes a while and the same data give the same PDF."""
    return pdf("response-form.typ", json.loads(data))


def paper_form_data(consultation: Consultation, *, at: dt.datetime) -> dict:
    """The content of the form. `at` decides the window that it names."""
    window = consultation.window_to_speak_of(at=at)
    services = consultation.edition.strategy.services.filter(everywhere=True)
    url = f"{settings.PORTAL_URL}{consultation.get_absolute_url()}"
    return {
        "partnership": partnership.current().name,
        **logo(),
        "title": consultation.title,
        "proposal": plain_text(consultation.proposal).split("\n"),
        "noun": consultation.edition.noun,
        "about_this_text": consultation.edition.source_note,
        "closes": moment_in_words(window.last_minute) if window else "",
        "is_closed": bool(window) and window.state(at=at) == Consultation.State.CLOSED,
        "email": consultation.email,
        "telephone": consultation.telephone,
        "post": [line for line in consultation.post.splitlines() if line.strip()],
        "other_formats": consultation.other_formats,
        "url": url,
        "privacy": consultation.privacy_summary,
        "limits": limits_of_privacy(consultation),
        "privacy_url": f"{settings.PORTAL_URL}{reverse('strategy:privacy')}",
        "services": [{"name": each.name, "telephone": each.telephone} for each in services],
        "room_for_comments": ROOM_FOR_COMMENTS,
        "questions": [
            {"wording": question.wording, "has_comment_box": question.has_comment_box}
            for question in consultation.questions.in_order()
        ],
        "choices": [label for _, label in Answer.Choice.choices],
        "about_you": [_on_paper(field) for field in AboutYouForm(consultation=consultation)],
        "equality_questions": [
            {
                "wording": question.wording,
                "hint": question.hint,
                "choices": [option.label for option in question.options.all()],
            }
            for question in consultation.equality_questions.prefetch_related("options")
        ],
        "parts": [
            {"number": part.number, "title": part.title, "key": part.key}
            for part in consultation.edition.parts.in_reading_order()
        ],
    }


def _on_paper(bound: forms.BoundField) -> dict:
    """A field of a web form: its label, its hint and its options."""
    hints = getattr(bound.field.widget, "hints", {})
    # The choices of another field that reveal this one on the website.
    revealed_by = [
        str(label)
        for field in bound.form.fields.values()
        for value, label in _choices(field)
        if getattr(field.widget, "reveals", {}).get(value) == bound.name
    ]
    return {
        "label": bound.label,
        "hint": bound.help_text,
        "is_optional": not bound.field.required and not bound.is_revealed,
        "only_with": next(iter(revealed_by), ""),
        "options": [
            {"label": str(label), "hint": hints.get(value, "")}
            for value, label in _choices(bound.field)
        ],
    }


def _choices(field: forms.Field) -> Iterable[tuple]:
    """The choices without the empty one, which paper does not need."""
    return [choice for choice in getattr(field, "choices", []) if choice[0] != ""]
