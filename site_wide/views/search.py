"""The page on which residents search."""

from django.views.decorators.http import require_safe

from sdp_portal.htmx import render_page
from sdp_portal.search import LONGEST_SEARCH
from site_wide.finding import Findings, find
from strategy.history.what_it_is import text_context
from strategy.reading.request import page_of_text


@require_safe
@page_of_text
def search(request, outline):
    typed = " ".join(request.GET.get("q", "").split())
    words = typed[:LONGEST_SEARCH]
    context = text_context(request, outline) | {
        "words": words,
        "was_cut": len(typed) > LONGEST_SEARCH,
        "found": find(words, outline, at=request.at) if words else Findings(),
        "everywhere": outline.edition.strategy.services.filter(everywhere=True),
    }
    return render_page(request, "site_wide/search.html", context, fragment="results")
