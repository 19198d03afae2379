"""The page on which residents search."""

from django.views.decorators.http import require_safe

from sdp_portal.htmx import render_page
from sdp_portal.search import LONGEST_SEARCH
from site_wide.finding import Findings, find
from strategy.history.what_it_is import text_context
from strategy.reading.help import HelpBox
from strategy.reading.request import page_of_text


@require_safe
@page_of_text
def search(request, outline):
    typed = " ".join(request.GET.get("q", "").split())
    words = typed[:LONGEST_SEARCH]
    found = find(words, outline, at=request.at) if words else Findings()
    context = text_context(request, outline) | {
        "words": words,
        "was_cut": len(typed) > LONGEST_SEARCH,
        "found": found,
        "help_box": _help_box(found, outline.edition.strategy.services.all()),
    }
    return render_page(request, "site_wide/search.html", context, fragment="results")


def _help_box(found, services):
    """What they need who search for help; if nothing was found, what is for everybody."""
    danger = [service for service in services if service.in_danger]
    everywhere = [service for service in services if service.everywhere and not service.in_danger]
    found_services = [service for service in found.services if not service.in_danger]
    return HelpBox(danger, found_services or everywhere, more=[])
