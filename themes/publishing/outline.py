"""Compiles an edition's outline into parts."""

from strategy.models import Edition, Part, Section
from strategy.rich_text import clean_html, plain_text
from themes.models import UmbrellaTheme

PAGES = {
    Part.Kind.THEME: "themes",
    Part.Kind.AREA_OF_FOCUS: "areas-of-focus",
    Part.Kind.AREA_OF_ASSURANCE: "areas-of-assurance",
}
SECTIONS_PAGE = "how-we-work/"


def compile_outline(edition: Edition) -> list[Part]:
    """The edition's parts in reading order, not saved, each after its parent and with its `item`.

    The order is: sections before the themes, themes, sections after the themes. Themes are numbered
    1, 2, 3. The areas of a theme are numbered 1.1, 1.2, first those of focus, then those of
    assurance. Goals are numbered 1.1.1, 1.1.2. Sections have no number.
    """
    parts = [
        *_sections(edition, Section.Placement.BEFORE),
        *_themes(edition),
        *_sections(edition, Section.Placement.AFTER),
    ]
    for position, part in enumerate(parts, start=1):
        part.position = position
    return parts


def _sections(edition, placement):
    sections = list(edition.section_set.all())
    for section in sections:
        if section.parent_id or section.placement != placement:
            continue
        part = _part(edition, section, Part.Kind.SECTION, role=section.role)
        yield part
        for below in sections:
            if below.parent_id == section.pk:
                yield _part(edition, below, Part.Kind.SECTION, parent=part, role=below.role)


def _themes(edition):
    themes = UmbrellaTheme.objects.filter(edition=edition).prefetch_related(
        "areas_of_focus__goals", "areas_of_assurance"
    )
    for t, theme in enumerate(themes, start=1):
        theme_part = _part(edition, theme, Part.Kind.THEME, number=f"{t}")
        yield theme_part
        count = 0
        for count, area in enumerate(theme.areas_of_focus.all(), start=1):
            number = f"{t}.{count}"
            area_part = _part(
                edition, area, Part.Kind.AREA_OF_FOCUS, parent=theme_part, number=number
            )
            yield area_part
            for g, goal in enumerate(area.goals.all(), start=1):
                goal_number = f"{number}.{g}"
                yield _part(edition, goal, Part.Kind.GOAL, parent=area_part, number=goal_number)
        for a, area in enumerate(theme.areas_of_assurance.all(), start=count + 1):
            kind, number = Part.Kind.AREA_OF_ASSURANCE, f"{t}.{a}"
            yield _part(edition, area, kind, parent=theme_part, number=number)


def _part(edition, item, kind, *, parent=None, number="", role=""):
    text = clean_html(item.text)
    part = Part(
        edition=edition,
        parent=parent,
        kind=kind,
        role=role,
        key=item.key,
        number=number,
        title=item.title,
        text=text,
        plain_text=plain_text(text),
        origin=item.origin,
        came_from=item.came_from,
        # Sections and goals have no such field, and follow their parent.
        sensitive=getattr(item, "sensitive", bool(parent and parent.sensitive)),
    )
    if kind in PAGES:
        part.address = f"{PAGES[kind]}/{part.key}/"
    else:
        page = parent.address if kind == Part.Kind.GOAL else SECTIONS_PAGE
        part.address = f"{page}#{part.anchor}"
    part.item = item
    return part
