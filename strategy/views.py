"""The strategy's public pages: an edition's text and the facts beside it."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sdp_portal.clock import LONDON
from sdp_portal.htmx import render_page
from sdp_portal.pages.public import public_page
from sdp_portal.search import LONGEST_SEARCH
from sdp_portal.slots import WAYS_TO_FOLLOW
from strategy.history.edition_diff import comparison_context
from strategy.history.lineage import in_history, newer_edition, origins_between
from strategy.models import Edition, SectionRole
from strategy.reading.outline import (
    current_edition,
    newest_editions,
    outline_for,
    requested_outline,
)
from strategy.reading.search import search_parts
from strategy.reading.timeline import timeline as timeline_of


@public_page
@require_safe
def home(request, edition_slug=None):
    outline = requested_outline(request, edition_slug)
    context = _page(outline) | {
        "newer": newer_edition(outline, at=request.at),
        "ambition": outline.in_role(SectionRole.AMBITION),
        "ways_of_working": outline.in_role(SectionRole.WAYS_OF_WORKING),
        "steps": timeline_of(outline.edition.strategy, at=request.at),
        "editions": newest_editions(request),
    }
    return render(request, "strategy/home.html", context)


@public_page
@require_safe
def how_we_work(request, edition_slug=None):
    outline = requested_outline(request, edition_slug)
    strategy = outline.edition.strategy
    context = _page(outline) | {
        "newer": newer_edition(outline, at=request.at, page="how-we-work/"),
        "strategy": strategy,
        "bodies": strategy.bodies.all(),
        "related_plans": strategy.related_plans.all(),
    }
    return render(request, "strategy/how_we_work.html", context)


@public_page
@require_safe
def document(request, edition_slug=None):
    outline = requested_outline(request, edition_slug)
    newer = newer_edition(outline, at=request.at, page="document/")
    return render(request, "strategy/document.html", _page(outline) | {"newer": newer})


@public_page
@require_safe
def document_json(request, edition_slug=None):
    """The whole text as JSON: the parts in reading order, each with the key of its parent."""
    outline = requested_outline(request, edition_slug)
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
def timeline(request):
    outline = requested_outline(request)
    steps = timeline_of(outline.edition.strategy, at=request.at)
    context = _page(outline) | {"steps": steps} | WAYS_TO_FOLLOW.shown(at=request.at)
    return render(request, "strategy/timeline.html", context)


@public_page
@require_safe
def documents(request):
    outline = requested_outline(request)
    strategy = outline.edition.strategy
    context = _page(outline) | {
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
    return render(request, "strategy/editions.html", {"editions": published})


@public_page
@require_safe
def compare(request, old_slug, new_slug):
    """The changes from one published edition to another, in either direction."""
    old, new = (outline_for(at=request.at, edition_slug=slug) for slug in (old_slug, new_slug))
    context = {"old": old.edition, "new": new.edition}
    if old.edition != new.edition:
        context |= {"is_backwards": old.edition.published_at > new.edition.published_at}
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


@require_safe
def search(request):
    outline = requested_outline(request)
    words = " ".join(request.GET.get("q", "").split())
    hits = search_parts(outline.edition, words) if words else []
    for hit in hits:
        hit.part = outline.find(hit.part.key)
    context = _page(outline) | {
        "words": words[:LONGEST_SEARCH],
        "was_cut": len(words) > LONGEST_SEARCH,
        "hits": hits,
    }
    return render_page(request, "strategy/search.html", context, fragment="results")


# The page about cookies names these.
COOKIES = {
    "form": settings.CSRF_COOKIE_NAME,
    "response": settings.RESPONSE_COOKIE_PREFIX,
    "officer": settings.SESSION_COOKIE_NAME,
}


@public_page
@require_safe
def plain_page(request, name):
    """Accessibility, privacy and cookies: pages that need only a template."""
    return render(request, f"strategy/{name}.html", {"cookie": COOKIES})


@public_page
@require_safe
def contact(request):
    edition = current_edition(request)
    services = edition.strategy.services.filter(everywhere=True) if edition else []
    return render(request, "strategy/contact.html", {"services": services})


def _page(outline):
    return {"outline": outline, "edition": outline.edition}
