"""The strategy's public pages: an edition's text and the facts beside it."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from sdp_portal.clock import LONDON
from sdp_portal.pages.public import public_page
from sdp_portal.slots import HOME
from strategy.history.edition_diff import comparison_context
from strategy.history.lineage import in_history, origins_between
from strategy.history.what_it_is import text_context
from strategy.models import Edition, Partnership, SectionRole
from strategy.reading.help import by_what_happened
from strategy.reading.published_texts import NothingPublishedError
from strategy.reading.request import belongs_to, page_of_text, published_texts, requested_outline
from strategy.reading.timeline import timeline as timeline_of
from strategy.texts.catalogue import find
from strategy.texts.filling import as_html, of_the_partnership
from strategy.texts.versions import in_force

NEWEST = 3


@public_page
@require_safe
@page_of_text
def home(request, outline):
    strategy = outline.edition.strategy
    context = text_context(request, outline) | {
        "ambition": outline.in_role(SectionRole.AMBITION),
        "ways_of_working": outline.in_role(SectionRole.WAYS_OF_WORKING),
        "steps": timeline_of(strategy, at=request.at),
        "editions": strategy.editions.published(at=request.at).newest_first()[:NEWEST],
    }
    context |= HOME.shown(strategy, at=request.at)
    return render(request, "strategy/home.html", context)


@public_page
@require_safe
@page_of_text
def summary(request, outline):
    context = text_context(request, outline) | {
        "ambition": outline.in_role(SectionRole.AMBITION),
        "ways_of_working": outline.in_role(SectionRole.WAYS_OF_WORKING),
    }
    return render(request, "strategy/summary.html", context)


@public_page
@require_safe
@page_of_text
def how_we_work(request, outline):
    strategy = outline.edition.strategy
    context = text_context(request, outline) | {
        "strategy": strategy,
        "bodies": strategy.bodies.all(),
        "related_plans": strategy.related_plans.all(),
    }
    return render(request, "strategy/how_we_work.html", context)


@public_page
@require_safe
@page_of_text
def document(request, outline):
    return render(request, "strategy/document.html", text_context(request, outline))


@public_page
@require_safe
@page_of_text
def document_json(request, outline):
    """The whole text as JSON: the parts in reading order, each with the key of its parent."""
    edition = outline.edition
    content = {
        "strategy": edition.strategy.full_title,
        "edition": edition.title,
        "published_at": edition.published_at.astimezone(LONDON).isoformat(),
        "about_this_text": edition.source_note,
        "url": request.build_absolute_uri(outline.base),
        "parts": [
            {
                "key": part.key,
                "kind": part.kind,
                "number": part.number,
                "title": part.title,
                "text": part.plain_text,
                "html": part.text,
                "parent": part.above[-1].key if part.above else None,
                "url": request.build_absolute_uri(part.url),
            }
            for part in outline.parts
        ],
    }
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})


@public_page
@require_safe
@page_of_text
def timeline(request, outline):
    steps = timeline_of(outline.edition.strategy, at=request.at)
    context = text_context(request, outline) | {"steps": steps}
    return render(request, "strategy/timeline.html", context)


@public_page
@require_safe
@page_of_text
def documents(request, outline):
    strategy = outline.edition.strategy
    context = text_context(request, outline) | {
        "strategy": strategy,
        "documents": strategy.documents.all(),
        "implications": strategy.implications.all(),
        "editions": strategy.editions.published(at=request.at).newest_first(),
    }
    return render(request, "strategy/documents.html", context)


@public_page
@require_safe
def editions(request):
    published = in_history(Edition.objects.published(at=request.at).newest_first())
    context = {"editions": published, "texts": published_texts(request)}
    return render(request, "strategy/editions.html", context)


@public_page
@require_safe
def strategies(request):
    """The current edition of each strategy, the one in front first."""
    return render(request, "strategy/strategies.html", {"texts": published_texts(request)})


@public_page(narrowing=["view"])
@require_safe
def compare(request, old_slug, new_slug):
    """The changes from one published edition to another, in either direction."""
    texts = published_texts(request)
    old, new = (texts.outline_at(edition_slug=slug) for slug in (old_slug, new_slug))
    belongs_to(request, new.edition.strategy)
    context = {"old": old.edition, "new": new.edition}
    if old.edition != new.edition:
        context |= {"is_backwards": old.edition.is_later_than(new.edition)}
        context |= comparison_context(
            old.parts,
            new.parts,
            old_name=old.edition.title,
            new_name=new.edition.title,
            side_by_side=request.GET.get("view") == "side-by-side",
            origins=origins_between(old, new),
        )
    return render(request, "strategy/compare.html", context)


@public_page
@require_safe
def compare_with_another(request, old_slug):
    """The list of editions has the links."""
    return redirect("strategy:editions")


# The page about cookies names these.
COOKIES = {
    "form": settings.CSRF_COOKIE_NAME,
    "response": settings.RESPONSE_COOKIE_PREFIX,
    "officer": settings.SESSION_COOKIE_NAME,
}


@public_page
@require_safe
def plain_page(request, name):
    """Accessibility, privacy and cookies: texts that officers can change."""
    return render(request, f"strategy/{name}.html", _text(name, at=request.at))


@public_page
@require_safe
def logo(request):
    partnership = Partnership.objects.exclude(logo_type="").first()
    if partnership is None:
        raise Http404("The partnership has no logo.")
    return HttpResponse(partnership.logo, content_type=partnership.logo_type)


@public_page
@require_safe
def contact(request, **slug):
    """Whom to contact about the strategy shown, where to report something and where to get help."""
    context = _text("contact", at=request.at)
    try:
        outline = requested_outline(request, **slug)
    except NothingPublishedError:
        return render(request, "strategy/contact.html", context | {"danger": [], "happened": []})
    services = [*outline.edition.strategy.services.all()]
    context |= {
        "what_it_is": text_context(request, outline)["what_it_is"],
        "danger": [service for service in services if service.in_danger],
        "happened": by_what_happened(services),
    }
    return render(request, "strategy/contact.html", context)


def _text(name, *, at):
    """The words of a text page, and what its template adds to them."""
    text = in_force(find(name), at=at).text
    return {"text": mark_safe(as_html(text, of_the_partnership())), "cookie": COOKIES}  # noqa: S308
