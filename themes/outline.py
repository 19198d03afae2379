"""An edition's outline, compiled into parts: sections, then the themes, then the other sections."""

from strategy.models import Edition, Part, Section
from strategy.rich_text import clean_html, plain_text
from themes.models import AreaOfAssurance, AreaOfFocus, Goal, ThemeItem, UmbrellaTheme

SECTIONS_PAGE = "how-we-work/"


def compile_outline(edition: Edition) -> list[Part]:
    """The edition's parts in reading order, not saved, each after its parent and with its `item`.

    Themes are numbered 1, 2, 3; within a theme its areas of focus and then its areas of assurance
    1.1, 1.2; the goals of an area of focus 1.1.1, 1.1.2. Sections have no number.
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
    focus, goals, assurance = (
        list(model.objects.filter(edition=edition))
        for model in (AreaOfFocus, Goal, AreaOfAssurance)
    )
    for number, theme in enumerate(UmbrellaTheme.objects.filter(edition=edition), start=1):
        part = _part(edition, theme, Part.Kind.THEME, number=f"{number}")
        yield part
        count = 0
        for area in focus:
            if area.theme_id == theme.pk:
                count += 1
                area_part = _part(
                    edition, area, Part.Kind.AREA_OF_FOCUS, parent=part, number=f"{number}.{count}"
                )
                yield area_part
                its_goals = (goal for goal in goals if goal.area_of_focus_id == area.pk)
                for goal_count, goal in enumerate(its_goals, start=1):
                    goal_number = f"{number}.{count}.{goal_count}"
                    yield _part(edition, goal, Part.Kind.GOAL, parent=area_part, number=goal_number)
        for area in assurance:
            if area.theme_id == theme.pk:
                count += 1
                yield _part(
                    edition,
                    area,
                    Part.Kind.AREA_OF_ASSURANCE,
                    parent=part,
                    number=f"{number}.{count}",
                )


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
        sensitive=item.sensitive
        if isinstance(item, ThemeItem)
        else bool(parent and parent.sensitive),
    )
    part.address = _address(part, parent)
    part.item = item
    return part


def _address(part, parent):
    match part.kind:
        case Part.Kind.THEME:
            return f"themes/{part.key}/"
        case Part.Kind.AREA_OF_FOCUS:
            return f"areas-of-focus/{part.key}/"
        case Part.Kind.AREA_OF_ASSURANCE:
            return f"areas-of-assurance/{part.key}/"
        case Part.Kind.GOAL:
            return f"{parent.address}#{part.anchor}"
        case _:
            return f"{SECTIONS_PAGE}#{part.anchor}"
