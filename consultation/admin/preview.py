"""Officers see a consultation as people will meet it, at any moment, before it is live."""

import datetime as dt

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from consultation.responding.preview import ConsultationPreview, put_in_preview
from sdp_portal.clock import LONDON
from sdp_portal.officers.model_admin import OfficersAdmin
from sdp_portal.officers.pages import FORM, officers_page
from sdp_portal.pages.private import mark_private
from themes.admin.publication_forms import MomentForm

NOW = "now"
# The pages that a preview shows; all others, and every form that is sent, say that they are none.
STEPS = {"detail", "respond", "comment", "questions", "about_you", "check", "response_form"}


class PreviewPages(OfficersAdmin):
    """Adds these pages to the consultation's admin."""

    @officers_page("<int:pk>/preview/", "Preview", permissions=["view"])
    def preview_page(self, request, consultation):
        """Officers choose a moment. The windows suggest some."""
        is_sent = "at_0" in request.GET
        form = MomentForm(request.GET if is_sent else None)
        if is_sent and form.is_valid():
            return redirect(preview_address(consultation, form.cleaned_data["at"]))
        moments = [
            (words, at, preview_address(consultation, at))
            for words, at in _moments(consultation, now=request.at)
        ]
        return {"form": form, "media": self.media + form.media, "moments": moments}

    @officers_page("<int:pk>/preview/<str:moment>/", "Preview", permissions=["view"])
    def preview_at_page(self, request, consultation, moment):
        return self.preview_step_page(request, consultation, moment, "")

    @officers_page(
        "<int:pk>/preview/<str:moment>/<path:step>",
        "Preview",
        permissions=["view"],
        methods=FORM,
    )
    def preview_step_page(self, request, consultation, moment, step):
        """The public page at the address, by its own view."""
        at = request.at if moment == NOW else _read(moment)
        base = reverse("admin:consultation_consultation_preview_at", args=[consultation.pk, moment])
        preview = ConsultationPreview(consultation, base=base, at=at, now=request.at)
        try:
            page = resolve(f"/consultations/{consultation.slug}/{step}")
        except Resolver404:
            raise Http404("There is no such page.") from None
        put_in_preview(request, preview, page.url_name)
        if request.method == "POST" or page.url_name not in STEPS:
            return mark_private(render(request, "consultation/preview/nothing_sent.html"))
        return mark_private(_answer(preview, page.func(request, *page.args, **page.kwargs)))


def _answer(preview, answer):
    if "Location" in answer:
        answer["Location"] = preview.with_own_addresses(answer["Location"])
    elif answer["Content-Type"].startswith("text/html"):
        answer.content = preview.with_own_addresses(answer.content.decode())
    return answer


def preview_address(consultation, at: dt.datetime | None) -> str:
    """None: the moment of reading."""
    moment = at.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") if at else NOW
    return reverse("admin:consultation_consultation_preview_at", args=[consultation.pk, moment])


def _read(moment: str) -> dt.datetime:
    try:
        at = dt.datetime.strptime(moment, "%Y-%m-%dT%H:%M").replace(tzinfo=LONDON)
    except ValueError:
        raise Http404("There is no such moment.") from None
    if not 2000 <= at.year <= 2200:
        raise Http404("There is no such moment.")
    return at


def _moments(consultation, *, now):
    """What people meet differs at these: (words, moment)."""
    yield "Now", None
    windows = [window for window in consultation.windows.all() if window.is_for_everyone]
    if windows:
        yield "The day before it opens", windows[0].opens_at - dt.timedelta(days=1)
        yield "When it opens", windows[0].opens_at
        yield "In its last hour", windows[-1].closes_at - dt.timedelta(hours=1)
        yield "When it has closed", windows[-1].closes_at
    if due_on := consultation.response_due_on:
        noon = dt.datetime.combine(due_on, dt.time(12), tzinfo=LONDON)
        yield "When its outcome is overdue", noon + dt.timedelta(days=1)
