"""Published responses: their figures, the list of comments, and the same list as a file."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultation.models import Consultation
from consultation.models.standing import with_standing
from outcome.responses import figures
from outcome.responses.csv_file import csv_blocks
from outcome.responses.forms import FilterForm
from outcome.responses.reading import Page, page_of, withheld_by_reason
from sdp_portal.pages.public import public_page
from sdp_portal.slots import WAYS_TO_FOLLOW
from strategy.reading.help import help_about
from strategy.reading.outline import published_outline
from strategy.reading.request import belongs_to


@public_page(narrowing=FilterForm.base_fields, shows_peoples_words=True)
@require_safe
def responses(request, slug):
    consultation = _live(slug)
    belongs_to(request, consultation.edition.strategy)
    release = _newest(consultation, request.at)
    if release is None:
        return _not_published(request, consultation)
    edition = consultation.edition
    outline = published_outline(edition, base=f"/editions/{edition.slug}/")
    form = FilterForm(request.GET, parts=outline.parts)
    page = Page()
    is_first = not any(name in request.GET for name in form.fields)
    if form.is_valid():
        page = page_of(release, outline=outline, **form.asked_for)
    context = {
        "consultation": consultation,
        "release": release,
        "form": form,
        "page": page,
        "first_of_all": is_first,
        "kept_filters": _kept_filters(request.GET),
        "withheld": withheld_by_reason(release),
        "help_box": _help_box(consultation, page, form),
        **(_figures(consultation, release) if is_first else {}),
    }
    return render(request, "outcome/page.html", context)


@require_safe
def responses_csv(request, slug):
    consultation = _live(slug)
    release = _newest(consultation, request.at)
    if release is None:
        raise Http404("The responses to this consultation have not been published.")
    blocks = csv_blocks(release, parts=consultation.edition.parts.in_reading_order())
    http_response = StreamingHttpResponse(blocks, content_type="text/csv; charset=utf-8")
    http_response["Content-Disposition"] = f'attachment; filename="responses-{slug}.csv"'
    http_response["X-Content-Type-Options"] = "nosniff"
    return http_response


def _live(slug):
    return get_object_or_404(Consultation.objects.live().for_page(), slug=slug)


def _newest(consultation, at):
    return consultation.releases.published(at=at).newest_first().first()


def _not_published(request, consultation):
    is_overdue = consultation.is_outcome_overdue(at=request.at)
    context = {
        "consultation": with_standing(consultation, at=request.at),
        "due_on": None if is_overdue else consultation.response_due_on,
        **WAYS_TO_FOLLOW.shown(at=request.at),
    }
    return render(request, "outcome/not_published.html", context)


def _kept_filters(data):
    """The filters, for the links to the next and the previous page."""
    kept = data.copy()
    for name in [name for name in kept if name not in FilterForm.KEPT or not kept[name]]:
        del kept[name]
    return kept.urlencode()


def _figures(consultation, release):
    received = figures.Received(release, list(consultation.windows.all()))
    return {
        "agreement": figures.agreement(release),
        "by_channel": received.by_channel(),
        "by_window": received.by_window(),
    }


def _help_box(consultation, page, form):
    """Where to get help, beside comments about violence and abuse."""
    parts = [listed.part for listed in page.comments] + [form.part_chosen]
    sensitive = [part for part in parts if part and part.sensitive]
    return help_about(sensitive, consultation.edition.strategy.services.all())
