"""Pages of themes, areas of focus, areas of assurance and subgroups."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sdp_portal.addresses.leading_on import lead_to
from sdp_portal.pages.public import public_page
from sdp_portal.slots import PART_PAGE
from strategy.history.leading_on import lead_on
from strategy.history.what_it_is import text_context
from strategy.models import Part, SectionRole
from strategy.reading.help import help_about
from strategy.reading.request import page_of_text, published_texts
from themes.models import AreaOfAssurance, AreaOfFocus, OldSubgroupSlug, Subgroup


@public_page
@require_safe
@page_of_text
def all_themes(request, outline):
    """The home page lists them, with their areas."""
    return redirect(f"{outline.base}#themes")


@public_page
@require_safe
@page_of_text
def theme(request, outline, slug):
    part = outline.find(slug, Part.Kind.THEME)
    if part is None:
        return lead_on(request, outline)
    return render(request, "themes/theme.html", _page(request, outline, part))


@public_page
@require_safe
@page_of_text
def area_of_focus(request, outline, slug):
    part = outline.find(slug, Part.Kind.AREA_OF_FOCUS)
    if part is None:
        return lead_on(request, outline)
    area = AreaOfFocus.objects.select_related("lead").get(edition=outline.edition, key=slug)
    return render(request, "themes/area.html", _page(request, outline, part) | {"group": area.lead})


@public_page
@require_safe
@page_of_text
def area_of_assurance(request, outline, slug):
    part = outline.find(slug, Part.Kind.AREA_OF_ASSURANCE)
    if part is None:
        return lead_on(request, outline)
    areas = AreaOfAssurance.objects.select_related("arrangement")
    area = areas.get(edition=outline.edition, key=slug)
    context = _page(request, outline, part) | {"group": area.arrangement}
    return render(request, "themes/area.html", context)


@public_page
@require_safe
@page_of_text
def subgroups(request, outline):
    groups = outline.edition.strategy.subgroups.leading_in(outline.edition)
    context = text_context(request, outline) | {
        "leading": [group for group in groups if group.formal],
        "others": [group for group in groups if not group.formal],
    }
    return render(request, "themes/subgroups.html", context)


@public_page
@require_safe
@page_of_text
def subgroup(request, outline, slug):
    groups = outline.edition.strategy.subgroups.leading_in(outline.edition)
    group = groups.filter(slug=slug).first()
    if group is None:
        return _lead_on_to_group(request, outline, slug)
    parts = [outline.find(area.key) for area in [*group.areas_led, *group.areas_assured]]
    # Another strategy may not have this group.
    context = text_context(request, outline, page="subgroups/") | {
        "subgroup": group,
        "parts": parts,
        "help_box": help_about(parts, outline.edition.strategy.services.all()),
    }
    return render(request, "themes/subgroup.html", context)


def _lead_on_to_group(request, outline, slug):
    """To its new address, or beside another strategy that has it (as `lead_on` does)."""
    had_it = {group.strategy_id: group for group in Subgroup.objects.that_had(slug)}
    if group := had_it.get(outline.edition.strategy_id):
        return lead_to(request, f"{outline.base}subgroups/{group.slug}/")
    if not outline.edition.strategy.old_subgroup_slugs.filter(slug=slug).exists():
        for edition in published_texts(request).current:
            if group := had_it.get(edition.strategy_id):
                return redirect(group)
    if not OldSubgroupSlug.objects.filter(slug=slug).exists():
        raise Http404("There is no such group.")
    context = text_context(request, outline, page="subgroups/")
    return render(request, "themes/subgroup_gone.html", context, status=410)


def _page(request, outline, part):
    previous, following = outline.neighbours(part)
    return text_context(request, outline, part=part) | {
        **PART_PAGE.shown(part, at=request.at),
        "part": part,
        "theme": part.above[0] if part.above else part,
        "what_focus_means": outline.in_role(SectionRole.AREA_OF_FOCUS),
        "what_assurance_means": outline.in_role(SectionRole.AREA_OF_ASSURANCE),
        "help_box": help_about([part], outline.edition.strategy.services.all()),
        "previous": previous,
        "following": following,
    }
