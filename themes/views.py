"""Pages of themes, areas of focus, areas of assurance and subgroups."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from sdp_portal.pages.public import public_page
from strategy.history.lineage import newer_edition
from strategy.models import Part, SectionRole
from strategy.reading.outline import requested_outline
from themes.models import AreaOfAssurance, AreaOfFocus


@public_page
@require_safe
def all_themes(request, edition_slug=None):
    """The home page lists them, with their areas."""
    return redirect(f"{requested_outline(request, edition_slug).base}#themes")


@public_page
@require_safe
def theme(request, slug, edition_slug=None):
    outline, part = _find(request, edition_slug, slug, Part.Kind.THEME)
    return render(request, "themes/theme.html", _page(request, outline, part))


@public_page
@require_safe
def area_of_focus(request, slug, edition_slug=None):
    outline, part = _find(request, edition_slug, slug, Part.Kind.AREA_OF_FOCUS)
    area = AreaOfFocus.objects.select_related("lead").get(edition=outline.edition, key=part.key)
    return render(request, "themes/area.html", _page(request, outline, part) | {"group": area.lead})


@public_page
@require_safe
def area_of_assurance(request, slug, edition_slug=None):
    outline, part = _find(request, edition_slug, slug, Part.Kind.AREA_OF_ASSURANCE)
    area = AreaOfAssurance.objects.select_related("arrangement").get(
        edition=outline.edition, key=part.key
    )
    return render(
        request, "themes/area.html", _page(request, outline, part) | {"group": area.arrangement}
    )


@public_page
@require_safe
def subgroups(request):
    outline = requested_outline(request)
    groups = outline.edition.strategy.subgroups.leading_in(outline.edition)
    return render(
        request,
        "themes/subgroups.html",
        {"outline": outline, "edition": outline.edition, "subgroups": groups},
    )


@public_page
@require_safe
def subgroup(request, slug):
    outline = requested_outline(request)
    groups = outline.edition.strategy.subgroups.leading_in(outline.edition)
    group = get_object_or_404(groups, slug=slug)
    parts = [outline.find(area.key) for area in [*group.areas_led, *group.areas_assured]]
    context = {
        "outline": outline,
        "edition": outline.edition,
        "subgroup": group,
        "parts": parts,
    }
    return render(request, "themes/subgroup.html", context)


def _find(request, edition_slug, key, kind):
    outline = requested_outline(request, edition_slug)
    part = outline.find(key, kind)
    if part is None:
        raise Http404("This edition has no such part.")
    return outline, part


def _page(request, outline, part):
    previous, following = outline.neighbours(part)
    keys = {ancestor.key for ancestor in part.above} | {part.key}
    services = outline.edition.strategy.services.filter(shown_on__overlap=sorted(keys))
    return {
        "outline": outline,
        "edition": outline.edition,
        "newer": newer_edition(outline, at=request.at, part=part),
        "part": part,
        "theme": part.above[0] if part.above else part,
        "what_focus_means": outline.in_role(SectionRole.AREA_OF_FOCUS),
        "what_assurance_means": outline.in_role(SectionRole.AREA_OF_ASSURANCE),
        "services": services,
        "previous": previous,
        "following": following,
    }
