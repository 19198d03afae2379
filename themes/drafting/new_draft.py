"""Starts a new draft from a published edition."""

import re

from django.db import transaction

from strategy.models import Edition, Section
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, Subgroup, UmbrellaTheme

REVISED = re.compile(r", revised(?: (\d{1,4}))?\Z")


def revised(title: str) -> str:
    """A title for the edition after this one: “Draft, revised”, then “Draft, revised 2”."""
    found = REVISED.search(title)
    if found is None:
        return f"{title}, revised"
    return f"{title[: found.start()]}, revised {int(found[1] or 1) + 1}"


@transaction.atomic
def start_draft(*, base: Edition, slug: str, title: str, source_note: str | None = None) -> Edition:
    """Create a draft with copies of all items of `base`, under the same keys.

    `source_note` is what pages say about the text; None: the same as of `base`.

    Raises ValueError if `base` is not published, and IntegrityError if its strategy already has a
    draft or the address `slug` is taken.
    """
    if not base.is_agreed:
        raise ValueError("A draft is started from a published edition.")
    draft = Edition.objects.create(
        strategy=base.strategy,
        slug=slug,
        title=title,
        standing=base.standing,
        source_note=base.source_note if source_note is None else source_note,
        based_on=base,
    )
    copy_sections(base, draft)
    copy_themes(base, draft)
    return draft


def copy_sections(base: Edition, draft: Edition):
    sections = _copy(Section.objects.filter(edition=base, parent=None), draft)
    _copy(Section.objects.filter(edition=base).exclude(parent=None), draft, parent=sections)


def copy_themes(base: Edition, draft: Edition, *, subgroups: dict[int, Subgroup] | None = None):
    """Copy the themes with their areas and goals.

    For a draft of another strategy, `subgroups` maps the primary keys of the subgroups to the
    subgroups of that strategy. Each area of focus needs its own there (KeyError otherwise); an area
    of assurance can do without.
    """
    themes = _copy(UmbrellaTheme.objects.filter(edition=base), draft)
    focus = AreaOfFocus.objects.filter(edition=base)
    assurance = AreaOfAssurance.objects.filter(edition=base)
    if subgroups is None:
        areas = _copy(focus, draft, theme=themes)
        _copy(assurance, draft, theme=themes)
    else:
        areas = _copy(focus, draft, theme=themes, lead=subgroups)
        arranged = {area.arrangement_id: subgroups.get(area.arrangement_id) for area in assurance}
        _copy(assurance, draft, theme=themes, arrangement=arranged)
    _copy(Goal.objects.filter(edition=base), draft, area_of_focus=areas)


def _copy(items, draft, **parents):
    """Copy `items` into `draft`. Returns {primary key of the original: copy}.

    `parents` maps the name of a parent field to the copies of the parents, in the same form.
    """
    copies = {}
    for item in items:
        original = item.pk
        for field, parent_copies in parents.items():
            setattr(item, field, parent_copies[getattr(item, f"{field}_id")])
        item.pk, item._state.adding = None, True
        item.edition = draft
        item.origin, item.came_from = "", []
        item.save()
        copies[original] = item
    return copies
